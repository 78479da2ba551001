#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace provost::workflows {

/// Base of everything the domain refuses. what() is a sentence for the person who asked: it names the thing and the
/// remedy and never holds internal detail. The outside maps each subclass to one HTTP status or exit code.
class DomainError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The thing does not exist, or the person may not know that it exists.
class NotFound : public DomainError {
 public:
  using DomainError::DomainError;
};

/// The person is known but may not do this.
class Forbidden : public DomainError {
 public:
  using DomainError::DomainError;
};

/// Nobody is signed in, or the secret given is wrong.
class Unauthenticated : public DomainError {
 public:
  using DomainError::DomainError;
};

/// The state of the thing does not allow this. reasons() lists what blocks it, one sentence each.
class Conflict : public DomainError {
 public:
  explicit Conflict(const std::string& message) : DomainError(message), reasons_{message} {}
  Conflict(const std::string& message, std::vector<std::string> reasons)
      : DomainError(message), reasons_(std::move(reasons)) {}
  const std::vector<std::string>& reasons() const { return reasons_; }

 private:
  std::vector<std::string> reasons_;
};

/// Somebody else changed the thing since the caller read it (a lost update, HTTP 412).
class Stale : public DomainError {
 public:
  using DomainError::DomainError;
};

/// One field of an input that cannot be accepted.
struct FieldProblem {
  std::string field;
  std::string message;
};

/// The input is not acceptable; each field is named with what to do about it.
class Invalid : public DomainError {
 public:
  Invalid(const std::string& field, const std::string& message) : DomainError(message), fields_{{field, message}} {}
  explicit Invalid(std::vector<FieldProblem> fields)
      : DomainError(fields.empty() ? std::string("The input is not valid.") : fields.front().message),
        fields_(std::move(fields)) {}
  const std::vector<FieldProblem>& fields() const { return fields_; }

 private:
  std::vector<FieldProblem> fields_;
};

/// Too many attempts or too much load; worth trying again after retry_after().
class TooBusy : public DomainError {
 public:
  TooBusy(const std::string& message, std::chrono::seconds retry_after)
      : DomainError(message), retry_after_(retry_after) {}
  std::chrono::seconds retry_after() const { return retry_after_; }

 private:
  std::chrono::seconds retry_after_;
};

/// The disk that holds the data directory has no room left; nothing was changed.
class StorageFull : public DomainError {
 public:
  using DomainError::DomainError;
};

/// The data directory, the database or the repository cannot be used as it is: missing, foreign, newer, in use.
class Unusable : public DomainError {
 public:
  using DomainError::DomainError;
};

}  // namespace provost::workflows
