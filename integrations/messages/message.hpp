#pragma once

#include <string>
#include <vector>

namespace provost::integrations {

/// One line under a message: "Due", "12 March 2027".
struct Fact {
  std::string name;
  std::string value;
};

/// A line of a digest.
struct ListItem {
  std::string text;
  std::string address;  ///< absolute; empty: no link
};

/// Somebody who is to notice the message where the destination knows them.
struct Mention {
  std::string name;           ///< printed
  std::string slack_member;   ///< "U012AB3CD"; empty: not known there
  std::string teams_address;  ///< user principal name or Entra object id; empty: not known there
};

/// The words that a format puts beside those of the message, in the reader's language.
struct Phrases {
  std::string addressed = "For";     ///< before who is mentioned
  std::string more = "and {} more";  ///< of what does not fit; {} stands for the number
  std::string good = "Done";         ///< the tones, where there is no colour
  std::string warning = "Please note";
  std::string urgent = "Urgent";
};

/// Something that can be done from the message itself, where the destination speaks to this server.
struct MessageAction {
  std::string label;
  std::string words;  ///< said by pressing it, e.g. "done task:17"
};

/// How a message looks, never by colour alone.
enum class Tone { plain, good, warning, urgent };

/// What somebody is to read, in plain text of any length and any letters; each format cuts and escapes it by its own
/// rules. One primary button at most.
struct Message {
  std::string title;                   ///< one line
  std::string text;                    ///< why it matters; paragraphs by line breaks; may be empty
  std::vector<Fact> facts;             ///< the first three are shown
  std::vector<ListItem> items;         ///< of a digest; what does not fit is told by its number
  std::string button;                  ///< label; empty: no button
  std::string address;                 ///< absolute address of the exact page; empty: no link
  std::vector<MessageAction> actions;  ///< shown by Slack only
  std::vector<Mention> mentions;
  std::string footer;  ///< who sends this, why it came; may be empty
  Tone tone = Tone::plain;
  Phrases phrases;
};

}  // namespace provost::integrations
