#pragma once

#include <string>
#include <string_view>

namespace provost::templates {

/// Markdown as safe HTML: raw HTML is left out, targets such as javascript: are emptied, tables, strikethrough, task
/// lists and bare addresses work, headings carry ids so that #section links lead to them. Front matter must be removed
/// before. Links within this server stay, links to other sites get rel="noopener noreferrer". Time and memory stay in
/// proportion to the length of the text, also for hostile texts: those lose nesting, tables or bare addresses.
/// Thread-safe.
std::string markdown_to_html(std::string_view markdown);

/// The same for a page that shows the title as its h1: headings begin at h2, and a first heading that repeats the title
/// is left out.
std::string markdown_to_html_below_title(std::string_view markdown, std::string_view title);

}  // namespace provost::templates
