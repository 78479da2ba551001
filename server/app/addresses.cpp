#include "server/app/addresses.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace provost::app {

std::string percent_encoded(std::string_view text) {
  return boost::urls::encode(boost::core::string_view(text.data(), text.size()), boost::urls::unreserved_chars);
}

std::string path_encoded(std::string_view text) {
  return boost::urls::encode(boost::core::string_view(text.data(), text.size()), boost::urls::unreserved_chars + '/');
}

std::string safe_next_address(std::string_view wanted) {
  const bool plain = wanted.starts_with('/') && !wanted.starts_with("//") &&
                     wanted.find('\\') == std::string_view::npos && wanted.size() < 2000 &&
                     boost::urls::parse_origin_form(boost::core::string_view(wanted.data(), wanted.size())).has_value();
  return plain ? std::string(wanted) : "/";
}

}  // namespace provost::app
