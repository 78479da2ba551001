#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace provost::integrations {

/// Takes the text member "token" out of a JSON object that arrives piece by piece, without keeping the rest.
class BodyToken {
 public:
  BodyToken();
  ~BodyToken();
  BodyToken(BodyToken&&) noexcept;
  BodyToken& operator=(BodyToken&&) noexcept;

  void add(std::string_view bytes);

  /// To be called once after the last piece. False: the body is no JSON object of at most 32 levels with one text
  /// "token" at its top; problem() says why.
  bool finish();

  const std::string& token() const;
  const std::string& problem() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace provost::integrations
