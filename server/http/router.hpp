#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server/http/method.hpp"

namespace provost::http {

/// One segment of a route's pattern.
struct PatternSegment {
  enum class Kind { literal, parameter, rest };
  Kind kind = Kind::literal;
  std::string text;  ///< the literal, or the parameter's name
};

/// Splits "/documents/{number}/files/{path...}". `{name}` takes one segment that is not empty; `{name...}`, only at the
/// end, takes one or more, joined by "/". Throws std::invalid_argument for a malformed pattern or a name used twice.
std::vector<PatternSegment> parse_pattern(std::string_view pattern);

/// "GET, HEAD, OPTIONS": the value of an Allow field.
std::string allow_value(const std::vector<Method>& methods);

/// Finds what belongs to a method and a path. T is whatever the application keeps per route. Matching works on decoded
/// segments; a literal beats a parameter, a parameter beats `{name...}`. Immutable once filled: matching is then
/// thread-safe.
template <class T>
class Router {
 public:
  struct Route {
    Method method;
    std::string pattern;
    T payload;
  };
  struct Found {
    const T* payload;
    std::map<std::string, std::string> parameters;
  };
  struct NotFound {};
  /// The path exists for other methods: answer 405 with Allow.
  struct MethodNotAllowed {
    std::vector<Method> allowed;
  };
  /// OPTIONS for a path without a route of its own for it: answer 204 with Allow.
  struct OptionsAsked {
    std::vector<Method> allowed;
  };
  using Match = std::variant<Found, NotFound, MethodNotAllowed, OptionsAsked>;

  /// Throws std::invalid_argument for a malformed pattern and for a second route of the same method and shape.
  void add(Method method, std::string_view pattern, T payload) {
    const auto segments = parse_pattern(pattern);
    Node* node = &root_;
    std::vector<std::string> names;
    for (const auto& segment : segments) {
      if (segment.kind != PatternSegment::Kind::literal) names.push_back(segment.text);
      node = &child(*node, segment);
    }
    if (find(*node, method) != nullptr) {
      throw std::invalid_argument("two routes for " + std::string(to_text(method)) + " " + std::string(pattern));
    }
    routes_.push_back(std::make_unique<Route>(Route{method, std::string(pattern), std::move(payload)}));
    node->targets.push_back({method, routes_.back().get(), std::move(names)});
  }

  /// HEAD is served by GET's route when it has none of its own.
  Match match(Method method, const std::vector<std::string>& segments) const {
    Search search{method, segments, {}, {}, {}, {}};
    visit(root_, 0, search);
    if (search.target != nullptr) return Found{&search.target->route->payload, parameters_of(search)};
    if (search.allowed.empty()) return NotFound{};
    if (has(search.allowed, Method::get) && !has(search.allowed, Method::head)) search.allowed.push_back(Method::head);
    if (!has(search.allowed, Method::options)) search.allowed.push_back(Method::options);
    std::sort(search.allowed.begin(), search.allowed.end());
    if (method == Method::options) return OptionsAsked{std::move(search.allowed)};
    return MethodNotAllowed{std::move(search.allowed)};
  }

  /// Every route, in the order of add().
  std::vector<const Route*> routes() const {
    std::vector<const Route*> all;
    all.reserve(routes_.size());
    for (const auto& route : routes_) all.push_back(route.get());
    return all;
  }

 private:
  struct Target {
    Method method;
    const Route* route;
    std::vector<std::string> names;
  };
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::unique_ptr<Node> rest;
    std::vector<Target> targets;
  };
  struct Search {
    Method method;
    const std::vector<std::string>& segments;
    std::vector<std::string> taken;  // values of the parameters on the way to the node being visited
    const Target* target;
    std::vector<std::string> found;  // values of the parameters of `target`
    std::vector<Method> allowed;
  };

  static bool has(const std::vector<Method>& methods, Method method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
  }

  static Node& child(Node& node, const PatternSegment& segment) {
    auto& place = segment.kind == PatternSegment::Kind::literal     ? node.literals[segment.text]
                  : segment.kind == PatternSegment::Kind::parameter ? node.parameter
                                                                    : node.rest;
    if (!place) place = std::make_unique<Node>();
    return *place;
  }

  static const Target* find(const Node& node, Method method) {
    const auto target = std::find_if(node.targets.begin(), node.targets.end(),
                                     [method](const Target& candidate) { return candidate.method == method; });
    return target == node.targets.end() ? nullptr : &*target;
  }

  /// True when the search is over. A node that fits the path but not the method is noted, and the search goes on.
  static bool take(const Node& node, Search& search) {
    search.target = find(node, search.method);
    if (search.target == nullptr && search.method == Method::head) search.target = find(node, Method::get);
    if (search.target != nullptr) {
      search.found = search.taken;
      return true;
    }
    for (const auto& target : node.targets) {
      if (!has(search.allowed, target.method)) search.allowed.push_back(target.method);
    }
    return false;
  }

  static bool visit(const Node& node, std::size_t depth, Search& search) {
    if (depth == search.segments.size()) return take(node, search);
    const std::string& segment = search.segments[depth];
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
      if (visit(*literal->second, depth + 1, search)) return true;
    }
    if (node.parameter && !segment.empty()) {
      search.taken.push_back(segment);
      if (visit(*node.parameter, depth + 1, search)) return true;
      search.taken.pop_back();
    }
    if (node.rest && !segment.empty()) {
      std::string joined = segment;
      for (auto index = depth + 1; index < search.segments.size(); ++index) joined += "/" + search.segments[index];
      search.taken.push_back(std::move(joined));
      if (take(*node.rest, search)) return true;
      search.taken.pop_back();
    }
    return false;
  }

  static std::map<std::string, std::string> parameters_of(Search& search) {
    std::map<std::string, std::string> parameters;
    for (std::size_t index = 0; index < search.found.size(); ++index) {
      parameters.emplace(search.target->names[index], std::move(search.found[index]));
    }
    return parameters;
  }

  Node root_;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace provost::http
