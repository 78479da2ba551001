#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "workflows/cases/case_reading.hpp"

namespace provost::workflows::chat {

/// A step that a person can take with one word or button.
struct ChatStep {
  std::string event;
  std::string title;
  boost::json::object fields;  ///< what its form is filled with: the day, for something that was done
};

/// The steps of a case that need nothing from the person but their will, and end the present task: no signature, no
/// reason, no form, and none that leads back. A form that asks only for the day on which something was done is filled
/// with today. Everything else is done on its page.
std::vector<ChatStep> steps_from_chat(const cases::CaseView& view, Day today);

}  // namespace provost::workflows::chat
