#include "server/http/serving.hpp"

#include <exception>

#include "server/http/head_rules.hpp"
#include "server/http/request_target.hpp"

namespace provost::http {

namespace {

constexpr Refusal failed{500, "The server could not answer. The problem has been recorded."};

std::string describe(const std::exception_ptr& problem) {
  try {
    std::rethrow_exception(problem);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

std::string in_request(const Request* request) {
  return request == nullptr ? "" : " (request " + request->id + ")";
}

}  // namespace

Serving::Serving(ServerOptions given, Application& application, ServerLog log, std::function<void()> released)
    : options(std::move(given)),
      gate(options.workers, options.queue_limit),
      connections(std::move(released)),
      application_(application),
      log_(std::move(log)),
      proxies_(options.trusted_proxies) {}

std::variant<Request, Response, Refusal> Serving::make_request(RequestHead& head, const Origin& direct,
                                                               std::string id) const {
  if (const auto refusal = check_head(head)) return *refusal;
  if (head.target == "*" && head.method == to_text(Method::options)) {
    auto response = no_content();
    response.fields.append("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    return response;
  }
  auto target = parse_request_target(head.target, head.fields.get("Host").value_or(""));
  if (!target) return Refusal{400, "The address of the page is not valid."};
  auto origin = proxies_.origin(direct, head.fields);
  Request request;
  request.method = method_from(head.method).value_or(Method::get);
  request.target = std::move(head.target);
  request.segments = std::move(target->segments);
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  request.fields = std::move(head.fields);
  request.remote_address = std::move(origin.address);
  request.secure = origin.secure;
  request.id = std::move(id);
  request.spool_folder = options.spool_folder;
  return request;
}

std::variant<BodyPolicy, Response> Serving::body_policy(const Request& request) const {
  try {
    return application_.body_policy(request);
  } catch (...) {
    report("Deciding about a request's body failed" + in_request(&request) + ": " + describe(std::current_exception()));
    return refuse(&request, failed);
  }
}

Response Serving::handle(const Request& request) const {
  try {
    return application_.handle(request);
  } catch (...) {
    report("Answering a request failed" + in_request(&request) + ": " + describe(std::current_exception()));
    return refuse(&request, failed);
  }
}

Response Serving::refuse(const Request* request, Refusal refusal) const {
  Response response;
  try {
    response = application_.server_error(request, refusal.status, refusal.reason);
  } catch (...) {
    report("Making an error page failed" + in_request(request) + ": " + describe(std::current_exception()));
    response = text(std::string(refusal.reason) + "\n", refusal.status);
  }
  if (refusal.status == 503 && !response.fields.get("Retry-After")) response.fields.append("Retry-After", "1");
  return response;
}

Outgoing Serving::prepare(Response response, const Request* request, const AnswerTo& to) const {
  try {
    return Outgoing(std::move(response), to);
  } catch (const UnsendableResponse& problem) {
    report("An answer could not be sent" + in_request(request) + ": " + problem.what());
  }
  try {
    return Outgoing(refuse(request, failed), to);
  } catch (const UnsendableResponse& problem) {
    report("An error page could not be sent" + in_request(request) + ": " + problem.what());
  }
  return Outgoing(text(std::string(failed.reason) + "\n", failed.status), to);
}

void Serving::report(std::string_view problem) const {
  if (log_.problem) log_.problem(problem);
}

void Serving::record(const AccessRecord& access) const {
  if (log_.access) log_.access(access);
}

}  // namespace provost::http
