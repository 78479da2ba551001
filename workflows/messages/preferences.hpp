#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/people/people_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::messages {

/// How a person wants to be told. Times of day as "07:30", in their own zone.
struct Preferences {
  std::string way = "mail";     ///< "mail", "none", or the name of a channel, where they are mentioned
  std::string pace = "sorted";  ///< "at_once", "digest", or "sorted": tasks at once, reminders in the digest
  std::string digest_at = "07:30";
  std::string quiet_from = "19:00";       ///< from then on nothing comes …
  std::string quiet_until = "07:00";      ///< … until then; both the same: no quiet hours
  std::string time_zone;                  ///< empty: that of the organisation
  std::string slack_member;               ///< "U012AB3CD"; that of the linked account when there is one
  std::string teams_address;              ///< user principal name, or the object id of the linked account
  std::string language;                   ///< "de"; empty: that of the organisation
  std::set<unsigned> free_weekdays;       ///< on which they do not work, beside those of the organisation; Monday is 1
  std::vector<std::pair<Day, Day>> away;  ///< first and last days on which somebody stands in for them; not kept here
  bool slack_is_linked = false;  ///< the person proved that the account is theirs; see chat/chat_identities.hpp
  bool teams_is_linked = false;
};

Preferences preferences_of(store::Session& session, std::int64_t person_id);

/// Whether there is a mail server; without one, nothing is queued for mail, so that nothing old is sent on the day
/// there is one.
bool mail_is_set_up(store::Session& session);
/// Notes it at the start of a server, when it is not as noted before.
void note_mail(store::Database& database, const Clock& clock, bool set_up);

/// What the mails of a person carry so that one click ends them (RFC 8058): 32 hexadecimal digits, told to nobody else.
/// Empty when no mail was queued for them yet.
std::string unsubscribe_code_of(store::Session& session, std::int64_t person_id);
/// Makes it when there is none.
void give_unsubscribe_code(store::WriteTransaction& transaction, std::int64_t person_id);
/// Whom a code belongs to; nullopt: to nobody.
std::optional<people::Person> person_of_code(store::Session& session, std::string_view code);

/// A person's own choice. Throws Invalid.
class PreferenceService {
 public:
  PreferenceService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}
  void change(const people::Actor& actor, const Preferences& preferences);
  /// By the link in a mail: no more mail, or mail again. Throws NotFound for a code of nobody.
  void stop_mail(std::string_view code);
  void send_mail_again(std::string_view code);

 private:
  void set_way(std::string_view code, const std::string& from, const std::string& to);

  store::Database& database_;
  const Clock& clock_;
};

/// The first moment from `wanted` on at which somebody may be told: outside their quiet hours, and on a day on which
/// the organisation and they work and nobody stands in for them. The clock may go forward or back in between.
Instant allowed_moment(store::Session& session, const Preferences& preferences, Instant wanted);
/// Whether it is the hour of a working day in which they want their digest.
bool is_digest_time(store::Session& session, const Preferences& preferences, Instant now);
/// The next time of their digest after `now`, on such a day.
Instant digest_moment(store::Session& session, const Preferences& preferences, Instant now);

}  // namespace provost::workflows::messages
