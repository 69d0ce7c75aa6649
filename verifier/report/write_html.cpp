#include "verifier/base64.hpp"
#include "verifier/report/html/assets.hpp"
#include "verifier/report/page.hpp"
#include "verifier/report/write.hpp"

#include <array>
#include <ostream>
#include <utility>

#include <openssl/evp.h>

namespace hookworthy::report {
namespace {

/// As Content-Security-Policy names an inline script or style (W3C CSP 3, section 2.3.1).
std::string hash_source(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return "'sha256-" + to_base64({reinterpret_cast<const char*>(digest.data()), length}) + "'";
}

std::string_view sections_of(PageKind kind) {
  return kind == PageKind::comparison ? html::comparison_sections() : html::report_sections();
}

std::string_view script_of(PageKind kind) {
  return kind == PageKind::comparison ? html::comparison_script() : html::report_script();
}

}  // namespace

std::string page_policy(PageKind kind) {
  const std::string own = "default-src 'none'; script-src " + hash_source(html::chart_library()) +
                          " " + hash_source(script_of(kind)) + "; style-src " +
                          hash_source(html::style()) +
                          "; img-src data:; base-uri 'none'; form-action 'none'";
  return kind == PageKind::dashboard ? own + "; connect-src 'self'" : own;
}

void write_page(std::ostream& out, std::string_view data, PageKind kind) {
  const std::string policy = page_policy(kind);
  const std::array<std::pair<std::string_view, std::string_view>, 6> places{
      {{"{{policy}}", policy},
       {"{{style}}", html::style()},
       {"{{sections}}", sections_of(kind)},
       {"{{data}}", data},
       {"{{library}}", html::chart_library()},
       {"{{script}}", script_of(kind)}}};
  // In the order of the page: what was filled in is never searched for places.
  std::string_view rest = html::page();
  for (const auto& [place, text] : places) {
    const auto at = rest.find(place);
    out << rest.substr(0, at) << text;
    rest.remove_prefix(at + place.size());
  }
  out << rest;
}

void write_html(std::ostream& out, const Summary& summary) {
  write_page(out, page_data(summary), PageKind::report);
}

void write_comparison_html(std::ostream& out, const ComparisonReport& report) {
  write_page(out, page_data(report), PageKind::comparison);
}

}  // namespace hookworthy::report
