#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <functional>
#include <string>

#include "integrations/messages/message.hpp"

namespace provost::integrations {

/// What every format does to a message before it writes it: title, names, labels on one line; text in tidy lines; the
/// first three facts that say anything ("–" for a missing half); items without text left out; addresses as web_address
/// gives them; at most 20 mentions with a name; a title for a message that has none. Everything is cut to lengths that
/// no destination takes more of, so that later work stays small whatever was given.
Message tidied(const Message& message);

/// The title with a mark for its tone, as colour alone tells nothing to many: "✔ ", "⚠ ", "❗ ".
std::string marked_title(const Message& tidy);

/// "and 80 more", as the phrases say it.
std::string and_more(const Phrases& phrases, std::size_t number);

/// How much of each part is written at most, in code points; items by number.
struct Sizes {
  std::size_t text = 3000;
  std::size_t fact = 1000;
  std::size_t items = 50;
  std::size_t item = 300;
  std::size_t footer = 500;
  std::size_t mentions = 20;
};

/// The next smaller sizes: first facts, then items, then the text, at last all that can be left out. Each part that is
/// shortened says so by "…" or and_more. False: nothing can become smaller.
bool shorten(Sizes& sizes);

/// What `write` gives for the largest sizes, from `sizes` downward, that `fits`; for the smallest when nothing fits.
boost::json::object fitted(Sizes sizes, const std::function<boost::json::object(const Sizes&)>& write,
                           const std::function<bool(const boost::json::object&)>& fits);

}  // namespace provost::integrations
