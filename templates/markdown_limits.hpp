#pragma once

#include <string>
#include <string_view>

namespace provost::templates {

/// A text made fit for cmark-gfm, and the extensions that may work on it. Some of the library's steps take time or
/// memory that grows with the square of hostile input (CVE-2023-24824, CVE-2023-26485, CVE-2023-37463 and their kin):
/// nesting is cut and extensions are left off where a text goes far beyond what people write.
struct BoundedMarkdown {
  std::string text;
  bool tables = true;
  bool bare_addresses = true;  ///< the autolink extension
};
BoundedMarkdown bounded(std::string_view markdown);

}  // namespace provost::templates
