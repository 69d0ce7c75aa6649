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
  if (view.has_port() && !view.port().empty()) {
    // Boost.URL's own number is cut to 16 bits: 99999 would be some other port.
    const std::string_view digits(view.port().data(), view.port().size());
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
