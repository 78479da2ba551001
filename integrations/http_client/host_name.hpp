#pragma once

#include <string>
#include <string_view>

namespace provost::integrations {

/// ASCII letters in lower case, everything else as it is: for names of hosts, schemes and fields.
std::string lower_case(std::string_view text);

/// The form in which host names are compared: lower case, without the dot that may end a complete name.
std::string plain_host_name(std::string_view host);

/// Whether `host` consists of labels of letters, digits, "-" and "_" (schools' own networks have names with "_"), each
/// of 1 to 63 bytes, 253 together (RFC 1035, section 2.3.4). International names must be in their form "xn--…".
bool is_host_name(std::string_view host);

/// Whether the last label is a number, decimal or hexadecimal: then it stands for an IPv4 address, whole or not
/// (https://url.spec.whatwg.org/#ends-in-a-number-checker), and cannot be a name.
bool ends_in_number(std::string_view host);

}  // namespace provost::integrations
