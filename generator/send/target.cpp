#include "generator/send/target.hpp"

#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace hookworthy::send {

namespace {

Error wrong(std::string_view url, std::string_view what) {
  std::string message = "'";
  message.append(url).append("': ").append(what);
  return Error{std::move(message)};
}

}  // namespace

Result<Target> Target::parse(std::string_view url) {
  const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
  if (!parsed) return wrong(url, "not a URL, write it as http://host:port/path");
  const boost::urls::url_view view = *parsed;

  Target target;
  target.url = url;
  if (view.scheme_id() == boost::urls::scheme::http) {
    target.scheme = "http";
  } else if (view.scheme_id() == boost::urls::scheme::https) {
    target.scheme = "https";
    target.tls = true;
  } else {
    return wrong(url, "scheme must be http or https");
  }
  if (view.has_userinfo()) return wrong(url, "a user name or password in a URL is not sent");
  if (view.has_fragment()) return wrong(url, "a fragment (#...) is never sent, leave it out");
  target.host = view.host_address();
  if (target.host.empty()) return wrong(url, "no host");

  target.port = target.tls ? 443 : 80;
  // Boost.URL takes `:x` for no port at all, and cuts its own number to 16 bits: 99999 would be
  // some other port. So the digits are read here.
  const std::string_view rest_of_url = url.substr(url.find("//") + 2);
  const std::string_view authority = rest_of_url.substr(0, rest_of_url.find_first_of("/?#"));
  const auto colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && authority.find(']', colon) == authority.npos;
  const std::string_view digits = has_port ? authority.substr(colon + 1) : std::string_view();
  if (!digits.empty()) {
    const auto end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, target.port);
    if (error != std::errc() || rest != end || target.port == 0) {
      return wrong(url, "port must be 1 to 65535");
    }
  }
  const std::string_view host(view.encoded_host().data(), view.encoded_host().size());
  target.host_header = host;
  if (target.port != (target.tls ? 443 : 80)) {
    target.host_header += ':' + std::to_string(target.port);
  }
  const std::string_view path(view.encoded_path().data(), view.encoded_path().size());
  target.path = path.empty() ? std::string_view("/") : path;
  if (view.has_query()) {
    target.path.append("?").append(view.encoded_query().data(), view.encoded_query().size());
  }
  return target;
}

}  // namespace hookworthy::send
