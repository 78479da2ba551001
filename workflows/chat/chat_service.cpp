#include "workflows/chat/chat_service.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/chat/answering.hpp"
#include "workflows/chat/chat_steps.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/messages/preferences.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::chat {

namespace {

namespace json = boost::json;

std::string with_reasons(const Conflict& conflict) {
  std::string text = conflict.what();
  for (const auto& reason : conflict.reasons()) {
    if (text.find(reason) == std::string::npos) text += " " + reason;
  }
  return text;
}

bool same_letters(std::string_view left, std::string_view right) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char one, char other) { return lower(one) == lower(other); });
}

bool changes_something(Word word) {
  return word == Word::done || word == Word::still_valid || word == Word::snooze;
}

/// One request of one person, once it is known who they are.
class Answering {
  template <class Work>
  auto read(const Work& work) {
    const store::ReadSnapshot snapshot(database_);
    AnswerReader reader(snapshot.session(), catalogue_, facts_, actor_, request_.is_public, clock_.now());
    return work(reader);
  }

 public:
  Answering(store::Database& database, const Clock& clock, const cases::WorkflowCatalogue& catalogue,
            const cases::FactSource& facts, cases::CaseService& cases, cases::SnoozeService& snoozes,
            documents::DocumentService& documents, const people::Actor& actor, const ChatRequest& request)
      : database_(database),
        clock_(clock),
        catalogue_(catalogue),
        facts_(facts),
        cases_(cases),
        snoozes_(snoozes),
        documents_(documents),
        actor_(actor),
        request_(request) {}

  ReplyContent answer(const Command& command) {
    switch (command.word) {
      case Word::tasks:
        return read([](AnswerReader& reader) { return reader.tasks(); });
      case Word::find:
        return read([&](AnswerReader& reader) { return reader.found(command.subject); });
      case Word::journey:
        return read([](AnswerReader& reader) { return reader.journey(); });
      case Word::done:
        return done(command);
      case Word::still_valid:
        return still_valid(command);
      case Word::sign:
        return on_its_page(command);
      case Word::snooze:
        return snoozed(command);
      case Word::link:
        return linked();
      case Word::unlink:
      case Word::help:
      case Word::unknown:
        break;
    }
    ReplyContent content;
    content.wording = "answer_help";
    content.values = {{"word", command.word == Word::unknown ? shortened(command.subject, 40) : std::string()}};
    content.path = "/";
    return content;
  }

 private:
  ReplyContent linked() const {
    ReplyContent content;
    content.wording = "answer_linked";
    content.values = {{"name", actor_.name}};
    content.path = "/";
    return content;
  }

  Day today() {
    const store::ReadSnapshot snapshot(database_);
    return day_in_zone(clock_.now(), organisation::present_organisation(snapshot.session()).time_zone);
  }

  ReplyContent page_of(const cases::CaseView& view) {
    ReplyContent content;
    content.wording = "answer_on_page";
    content.values = read([&](AnswerReader& reader) { return reader.values_of(view); });
    content.path = "/cases/" + view.one.key;
    return content;
  }

  ReplyContent done(const Command& command) {
    const auto aim = read([&](AnswerReader& reader) { return reader.aim_of(command); });
    if (aim.reply) return *aim.reply;
    if (!aim.document.empty()) return still_valid_of(aim.document, command.rest);
    auto steps = steps_from_chat(*aim.one, today());
    if (!command.rest.empty()) {
      std::erase_if(steps, [&](const ChatStep& step) {
        return !same_letters(step.event, command.rest) && !same_letters(step.title, command.rest);
      });
    }
    if (steps.empty()) return page_of(*aim.one);
    if (steps.size() > 1) return read([&](AnswerReader& reader) { return reader.choice(*aim.one, aim.task); });
    const auto& step = steps.front();
    try {
      cases_.transition(actor_, aim.one->one.key, {step.event, step.fields, "", "", aim.one->one.row_version});
    } catch (const Stale&) {
      // Somebody was faster, perhaps the person on their page: then the task is done, or it still waits.
      const auto now = read([&](AnswerReader& reader) { return reader.aim_of(command); });
      if (now.reply) return *now.reply;
      throw;
    }
    ReplyContent content;
    content.wording = "answer_done";
    content.path = "/cases/" + aim.one->one.key;
    content.values = read([&](AnswerReader& reader) { return values_now(reader, *aim.one); });
    if (read([&](AnswerReader& reader) { return reader.may_be_named(aim.one->one); })) {
      content.values["step"] = step.title;
    }
    return content;
  }

  /// The case as it is now, or as it was for somebody who may no longer see it.
  static json::object values_now(AnswerReader& reader, const cases::CaseView& before) {
    try {
      return reader.values_of_case(before.one.key);
    } catch (const NotFound&) {
      return {{"key", before.one.key}};
    }
  }

  ReplyContent still_valid(const Command& command) {
    if (command.subject.empty()) return done(command);
    const auto aim = read([&](AnswerReader& reader) { return reader.aim_of(command); });
    if (!aim.document.empty()) return still_valid_of(aim.document, command.rest);
    if (aim.one) return page_of(*aim.one);
    // Before its review is due, the owner may confirm a document as well; whether they may is the document's to say.
    if (aim.reply->path.starts_with("/documents/")) return still_valid_of(command.subject, command.rest);
    return *aim.reply;
  }

  ReplyContent still_valid_of(const std::string& number, const std::string& typed) {
    const auto& reason = typed.empty() ? request_.reason : typed;
    if (reason.empty()) return read([&](AnswerReader& reader) { return reader.reason_wanted(number); });
    documents::TransitionRequest wanted;
    wanted.event = documents::Event::still_valid;
    wanted.comment = reason;
    documents_.transition(actor_, number, wanted);
    ReplyContent content;
    content.wording = "answer_still_valid";
    content.path = "/documents/" + number;
    content.values = read([&](AnswerReader& reader) { return reader.values_of_document(number); });
    return content;
  }

  ReplyContent snoozed(const Command& command) {
    auto subject = command.subject;
    const auto choice = command.rest.empty() ? std::string("tomorrow") : command.rest;
    if (command.task_id) {
      const auto aim = read([&](AnswerReader& reader) { return reader.aim_of(command); });
      if (aim.reply) return *aim.reply;
      subject = aim.one->one.key;
    }
    const auto day = snoozes_.snooze(actor_, subject, choice);
    ReplyContent content;
    content.wording = "answer_snoozed";
    content.values = {{"key", subject}, {"day", to_text(day)}};
    content.path = "/?due=put-off";
    return content;
  }

  ReplyContent on_its_page(const Command& command) {
    const auto aim = read([&](AnswerReader& reader) { return reader.aim_of(command); });
    if (aim.one) return page_of(*aim.one);
    if (aim.reply) return *aim.reply;
    ReplyContent content;
    content.wording = "answer_on_page";
    content.values = read([&](AnswerReader& reader) { return reader.values_of_document(aim.document); });
    content.path = "/documents/" + aim.document;
    return content;
  }

  store::Database& database_;
  const Clock& clock_;
  const cases::WorkflowCatalogue& catalogue_;
  const cases::FactSource& facts_;
  cases::CaseService& cases_;
  cases::SnoozeService& snoozes_;
  documents::DocumentService& documents_;
  const people::Actor& actor_;
  const ChatRequest& request_;
};

}  // namespace

ChatService::ChatService(store::Database& database, const Clock& clock, const cases::WorkflowCatalogue& catalogue,
                         const cases::FactSource& facts, cases::CaseService& cases, cases::SnoozeService& snoozes,
                         documents::DocumentService& documents, ChatIdentityService& identities,
                         audit_trail::AuditRecorder& audit, idempotency::RepeatableRequests& requests)
    : database_(database),
      clock_(clock),
      catalogue_(catalogue),
      facts_(facts),
      cases_(cases),
      snoozes_(snoozes),
      documents_(documents),
      identities_(identities),
      audit_(audit),
      requests_(requests) {}

std::string ChatService::language_of(const ChatAccount& account) {
  const store::ReadSnapshot snapshot(database_);
  const auto person = person_of(snapshot.session(), account, clock_.now());
  return person ? messages::preferences_of(snapshot.session(), person->id).language : std::string();
}

ReplyContent ChatService::answer(const ChatRequest& request, const Vocabulary& vocabulary) {
  // “link” and “unlink” change who it is, and both answers are for the same person.
  auto before = language_of(request.account);
  auto content = answer_to(request, parse_command(request.words, vocabulary));
  content.language = before.empty() ? language_of(request.account) : std::move(before);
  return content;
}

ReplyContent ChatService::answer_to(const ChatRequest& request, const Command& command) {
  if (command.word == Word::unlink) {
    identities_.end(request.account);
    ReplyContent content;
    content.wording = "answer_unlinked";
    return content;
  }
  if (command.word == Word::link) {
    if (auto content = prove(request.account, command.subject + command.rest)) return *content;
  }
  std::optional<people::Person> person;
  bool is_linked = false;
  {
    const store::ReadSnapshot snapshot(database_);
    person = person_of(snapshot.session(), request.account, clock_.now());
    is_linked = person || is_linked_account(snapshot.session(), request.account);
  }
  if (!person) {
    ReplyContent content;
    content.wording = is_linked ? "answer_no_access" : "answer_link";
    if (!is_linked) {
      content.values = {{"name", request.account.name},
                        {"is_public", request.is_public},
                        {"teams", request.account.service == "teams"}};
      content.path = "/account/chat?code=" + identities_.begin(request.account);
    }
    return content;
  }
  const auto actor = people::as_actor(*person, request.account.service);
  return changes_something(command.word) ? answer_once(actor, command, request) : answer_as(actor, command, request);
}

std::optional<ReplyContent> ChatService::prove(const ChatAccount& account, std::string digits) {
  std::erase(digits, ' ');
  if (digits.empty()) return std::nullopt;  // asks for a link, and is no guess
  ReplyContent content;
  try {
    if (identities_.complete(account, digits) != LinkOutcome::wrong_digits) return std::nullopt;
    content.wording = "answer_wrong_digits";
  } catch (const Conflict& error) {
    content.wording = "answer_refused";
    content.values = {{"text", std::string(error.what())}};
  }
  return content;
}

ReplyContent ChatService::answer_once(people::Actor actor, const Command& command, const ChatRequest& request) {
  const auto fingerprint = sha256_hex(request.key + "\n" + request.words + "\n" + request.reason);
  const auto beginning = requests_.begin({actor.person_id, "chat", request.key, fingerprint});
  if (const auto* before = std::get_if<idempotency::DoneBefore>(&beginning)) {
    ReplyContent content;
    content.wording = "answer_done_before";
    content.values = {{"key", before->subject}};
    content.path = "/";
    return content;
  }
  const auto* begun = std::get_if<idempotency::Begun>(&beginning);
  if (begun == nullptr) throw TooBusy("The same request is being carried out at this moment.", lease_of_request);
  const auto release = [&] {
    try {
      // Forgets what changed nothing; what changed something stays noted as done.
      requests_.forget(begun->claim);
    } catch (const DomainError&) {
      // The answer is right all the same: the effect was noted together with itself.
    }
  };
  ReplyContent content;
  try {
    if (clock_.now() > request.received_at + carried_out_within) {
      content.wording = "answer_too_late";
      content.path = "/";
    } else {
      actor.claim = begun->claim;
      content = answer_as(actor, command, request);
    }
  } catch (...) {
    release();
    throw;
  }
  release();
  return content;
}

ReplyContent ChatService::answer_as(const people::Actor& actor, const Command& command, const ChatRequest& request) {
  const auto refusal = [&](const std::string& text, const char* wording = "answer_refused") {
    const store::ReadSnapshot snapshot(database_);
    return AnswerReader(snapshot.session(), catalogue_, facts_, actor, request.is_public, clock_.now())
        .refused(command, text, wording);
  };
  try {
    return Answering(database_, clock_, catalogue_, facts_, cases_, snoozes_, documents_, actor, request)
        .answer(command);
  } catch (const NotFound&) {
    ReplyContent content;
    content.wording = "answer_not_yours";
    content.path = "/";
    return content;
  } catch (const Forbidden& error) {
    auto refused = actor.audit();
    refused.claim.clear();  // a refusal is not what the request was for
    audit_.record(refused, {"request.refused", command.subject, {{"words", request.words}, {"reason", error.what()}}});
    return refusal(error.what());
  } catch (const Conflict& error) {
    return refusal(with_reasons(error));
  } catch (const Stale& error) {
    return refusal(error.what());
  } catch (const Invalid& error) {
    // What can be invalid when something is put off is the day, which is asked for in the reader's language.
    return refusal(error.what(), command.word == Word::snooze ? "answer_no_day" : "answer_refused");
  } catch (const TooBusy& error) {
    return refusal(error.what());
  }
}

}  // namespace provost::workflows::chat
