#pragma once

#include <boost/json/value.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

namespace provost::integrations {

/// The object that a JSON text holds; throws Unreadable for another text, and for one nested deeper than 32 levels.
boost::json::object read_object(std::string_view text);

/// The text at a path of names, or "" when there is none.
std::string text_at(const boost::json::object& object, std::initializer_list<std::string_view> path);

/// The same for what names a thing: letters, digits and a few signs, at most 200. Throws Unreadable for another text.
std::string id_at(const boost::json::object& object, std::initializer_list<std::string_view> path);
/// Throws Unreadable unless this can be an id; returns it.
std::string checked_id(const std::string& text, std::string_view what);

}  // namespace provost::integrations
