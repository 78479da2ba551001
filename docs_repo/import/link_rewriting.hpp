#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace provost::docs_repo {

/// Rewrites the links between imported files. `resolve` gets a path from the imported folder's top ("sub/b.md") and
/// answers with the new address, or nullopt to leave the link. Fragment and query are kept. Images, web and mail
/// addresses and code are left alone; everything else stays byte for byte.
std::string rewrite_links(std::string_view markdown, std::string_view path_of_this_file,
                          const std::function<std::optional<std::string>(std::string_view)>& resolve);

}  // namespace provost::docs_repo
