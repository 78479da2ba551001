#include <iostream>

#include "server/app/file_clock.hpp"
#include "server/app/services.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/terminal.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/errors.hpp"
#include "workflows/local_moment.hpp"
#include "workflows/messages/preferences.hpp"

namespace provost::cli {

namespace {

namespace cases = workflows::cases;
namespace messages = workflows::messages;
namespace people = workflows::people;

constexpr std::int64_t most_tasks = 200;

/// The data directory, and the person for whom something is done there.
class PersonOfData {
 public:
  template <class Arguments>
  PersonOfData(const Arguments& arguments, const std::optional<std::filesystem::path>& clock)
      : directory_(arguments.data), config_(directory_.read_config(arguments.config)), clock_(app::clock_from(clock)) {
    directory_.require_initialised(config_);
    services_.emplace(directory_, config_, *clock_, 3);
    const workflows::store::ReadSnapshot snapshot(services_->database);
    const auto person = people::find_person(snapshot.session(), people::normalised_email(arguments.email));
    if (!person) throw workflows::NotFound("There is nobody with the e-mail address " + arguments.email + ".");
    person_ = *person;
  }
  app::Services& services() { return *services_; }
  const people::Person& person() const { return person_; }
  /// The person as the one who acts, by way of the command line.
  people::Actor actor() const { return people::as_actor(person_, "command line"); }
  workflows::Instant now() const { return clock_->now(); }
  const std::string& time_zone() const { return services_->organisation_at_start.time_zone; }

 private:
  app::DataDirectory directory_;
  config::Config config_;
  std::shared_ptr<const workflows::Clock> clock_;
  std::optional<app::Services> services_;
  people::Person person_;
};

std::string day_text(const PersonOfData& data, workflows::Instant instant) {
  return workflows::to_text(workflows::day_in_zone(instant, data.time_zone()));
}

void print(const PersonOfData& data, const cases::CaseTaskRow& task) {
  // A due moment is the end of its day, the first moment after it.
  std::cout << task.key << "\t" << task.case_title << "\t" << task.title << "\t"
            << (task.due_at ? day_text(data, *task.due_at - std::chrono::milliseconds(1)) : "") << "\t"
            << (task.overdue ? "overdue" : "") << "\t"
            << (task.snoozed_until ? "until " + day_text(data, *task.snoozed_until) : "") << "\n";
}

void print(const PersonOfData& data, const workflows::documents::Task& task) {
  std::cout << task.number << "\t" << task.title << "\t" << task.what << "\t"
            << (task.due ? workflows::to_text(*task.due) : "") << "\t\t"
            << (task.snoozed_until ? "until " + day_text(data, *task.snoozed_until) : "") << "\n";
}

}  // namespace

int task_list(const TaskArguments& arguments) {
  PersonOfData data(arguments, arguments.clock);
  const workflows::store::ReadSnapshot snapshot(data.services().database);
  const auto view = arguments.put_off ? cases::WorkView::snoozed : cases::WorkView::waiting;
  std::int64_t shown = 0;
  for (std::int64_t total = 1; shown < total;) {
    const auto page = cases::read_work(snapshot.session(), data.services().catalogue, data.actor(), view, shown,
                                       most_tasks, data.now());
    for (const auto& item : page.items) {
      std::visit([&](const auto& task) { print(data, task); }, item);
    }
    total = page.total;
    if (page.items.empty()) break;
    shown += static_cast<std::int64_t>(page.items.size());
  }
  return 0;
}

int task_snooze(const TaskArguments& arguments) {
  PersonOfData data(arguments, arguments.clock);
  const auto choice = arguments.until == "next-week" ? std::string("next_week") : arguments.until;
  const auto day = data.services().snoozes.snooze(data.actor(), arguments.subject, choice);
  std::cout << arguments.subject << " comes back on " << workflows::to_text(day) << ".\n";
  return 0;
}

int task_wake(const TaskArguments& arguments) {
  PersonOfData data(arguments, arguments.clock);
  data.services().snoozes.wake(data.actor(), arguments.subject);
  std::cout << arguments.subject << " is among the tasks of " << data.person().name << " again.\n";
  return 0;
}

int notify_preferences(const PreferenceArguments& arguments) {
  PersonOfData data(arguments, std::nullopt);
  const auto present = [&] {
    const workflows::store::ReadSnapshot snapshot(data.services().database);
    return messages::preferences_of(snapshot.session(), data.person().id);
  };
  auto wanted = present();
  bool changes = arguments.no_free_weekdays || !arguments.free_weekdays.empty();
  const auto take = [&changes](const std::optional<std::string>& given, std::string& value) {
    changes = changes || given;
    if (given) value = *given;
  };
  take(arguments.way, wanted.way);
  take(arguments.pace, wanted.pace);
  take(arguments.digest_at, wanted.digest_at);
  take(arguments.quiet_from, wanted.quiet_from);
  take(arguments.quiet_until, wanted.quiet_until);
  take(arguments.time_zone, wanted.time_zone);
  take(arguments.language, wanted.language);
  if (arguments.no_free_weekdays) wanted.free_weekdays.clear();
  if (!arguments.free_weekdays.empty()) {
    wanted.free_weekdays = {arguments.free_weekdays.begin(), arguments.free_weekdays.end()};
  }
  if (changes) data.services().message_preferences.change(data.actor(), wanted);
  const auto own = present();
  std::string weekdays;
  for (const auto day : own.free_weekdays) weekdays += (weekdays.empty() ? "" : ",") + std::to_string(day);
  std::cout << "way\t" << own.way << "\npace\t" << own.pace << "\ndigest-at\t" << own.digest_at << "\nquiet-from\t"
            << own.quiet_from << "\nquiet-until\t" << own.quiet_until << "\ntime-zone\t" << own.time_zone
            << "\nlanguage\t" << own.language << "\nfree-weekdays\t" << weekdays << "\n";
  return 0;
}

}  // namespace provost::cli
