#include "integrations/messages/payload.hpp"

#include <stdexcept>

#include "integrations/messages/discord.hpp"
#include "integrations/messages/google_chat.hpp"
#include "integrations/messages/mattermost.hpp"
#include "integrations/messages/slack.hpp"
#include "integrations/messages/teams.hpp"
#include "integrations/messages/zulip.hpp"

namespace provost::integrations {

boost::json::object payload_for(Format format, const Message& message) {
  switch (format) {
    case Format::slack:
      return slack_payload(message);
    case Format::teams:
      return teams_payload(message);
    case Format::mattermost:
      return mattermost_payload(message);
    case Format::google_chat:
      return google_chat_payload(message);
    case Format::discord:
      return discord_payload(message);
    case Format::zulip:
      return zulip_payload(message);
    case Format::webhook:
      break;
  }
  throw std::invalid_argument("A generic webhook is sent the event itself, not a message for people.");
}

}  // namespace provost::integrations
