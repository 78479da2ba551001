#include "server/app/error_answers.hpp"

#include <boost/json.hpp>

#include "docs_repo/store/repository_error.hpp"
#include "server/app/problem_types.hpp"
#include "server/http/forms.hpp"

namespace provost::app {

namespace {

namespace json = boost::json;

std::string title_of(int status) {
  const auto* type = problem_type_of(status);
  return type == nullptr ? "The request cannot be answered" : std::string(type->title);
}

Problem make(int status, std::string detail) {
  Problem problem;
  problem.status = status;
  problem.title = title_of(status);
  problem.detail = std::move(detail);
  return problem;
}

constexpr auto internal_detail =
    "The server could not do this. Nothing was changed. Please try again; if it happens again, tell your administrator "
    "the number below.";

}  // namespace

Problem problem_of(const std::exception_ptr& failure) {
  using namespace workflows;
  try {
    std::rethrow_exception(failure);
  } catch (const NotFound& error) {
    return make(404, error.what());
  } catch (const ScopeMissing& error) {
    auto problem = make(403, error.what());
    problem.refusal = true;
    problem.needed_scope = error.scope();
    return problem;
  } catch (const Forbidden& error) {
    auto problem = make(403, error.what());
    problem.refusal = true;
    return problem;
  } catch (const Unauthenticated& error) {
    return make(401, error.what());
  } catch (const Conflict& error) {
    auto problem = make(409, error.what());
    problem.reasons = error.reasons();
    problem.refusal = true;
    return problem;
  } catch (const Stale& error) {
    return make(412, error.what());
  } catch (const Invalid& error) {
    auto problem = make(422, error.what());
    problem.fields = error.fields();
    return problem;
  } catch (const TooBusy& error) {
    auto problem = make(error.retry_after() > std::chrono::seconds(5) ? 429 : 503, error.what());
    problem.retry_after = error.retry_after().count();
    return problem;
  } catch (const http::BodyRefused& error) {
    return make(error.status(), error.what());
  } catch (const std::system_error& error) {
    auto problem =
        error.code() == std::errc::no_space_on_device
            ? make(507, "The disk of the server is full. Nothing was changed. Free some space, then try again.")
            : make(500, internal_detail);
    problem.for_the_log = error.what();
    return problem;
  } catch (const StorageFull& error) {
    auto problem = make(507, error.what());
    problem.for_the_log = error.what();
    return problem;
  } catch (const docs_repo::RepositoryError& error) {
    if (error.problem() == docs_repo::RepositoryProblem::storage_full) {
      auto problem =
          make(507, "The disk that holds the documents is full. Nothing was changed. Free some space, then try again.");
      problem.for_the_log = error.what();
      return problem;
    }
    auto problem = make(500, internal_detail);
    problem.for_the_log = error.what();
    return problem;
  } catch (const std::exception& error) {
    auto problem = make(500, internal_detail);
    problem.for_the_log = error.what();
    return problem;
  } catch (...) {
    auto problem = make(500, internal_detail);
    problem.for_the_log = "an exception of an unknown kind";
    return problem;
  }
}

Problem problem_of(int status, std::string_view reason) {
  auto problem = make(status, std::string(reason));
  if (status == 503) problem.retry_after = 2;
  return problem;
}

http::Response problem_json(const Problem& problem, const std::string& request_id) {
  const auto* type = problem_type_of(problem.status, problem.needed_scope.has_value());
  json::object body{{"type", type == nullptr ? std::string("about:blank") : problem_address(*type)},
                    {"title", problem.title},
                    {"status", problem.status},
                    {"detail", problem.detail},
                    {"instance", "urn:request:" + request_id}};
  if (!problem.fields.empty()) {
    json::array errors;
    for (const auto& field : problem.fields) {
      errors.push_back(json::object{{"field", field.field}, {"message", field.message}});
    }
    body["errors"] = std::move(errors);
  }
  if (!problem.reasons.empty()) {
    json::array reasons;
    for (const auto& reason : problem.reasons) reasons.emplace_back(reason);
    body["reasons"] = std::move(reasons);
  }
  http::Response response;
  response.status = problem.status;
  response.fields.set("Content-Type", "application/problem+json");
  response.fields.set("Cache-Control", "no-store");
  if (problem.retry_after) response.fields.set("Retry-After", std::to_string(*problem.retry_after));
  if (problem.status == 401) response.fields.set("WWW-Authenticate", "Bearer");
  if (problem.needed_scope) {
    // RFC 6750, 3.1.
    response.fields.set("WWW-Authenticate",
                        "Bearer error=\"insufficient_scope\"" +
                            (problem.needed_scope->empty() ? "" : ", scope=\"" + *problem.needed_scope + "\""));
  }
  response.body = json::serialize(body) + "\n";
  return response;
}

}  // namespace provost::app
