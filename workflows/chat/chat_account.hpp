#pragma once

#include <string>

namespace provost::workflows::chat {

/// Somebody as a chat service knows them. The names are what the service says and prove nothing; service, workspace
/// and member do.
struct ChatAccount {
  std::string service;         ///< "slack" or "teams"
  std::string workspace;       ///< Slack's team id; of Teams the tenant's id, a blank, and the app's address
  std::string member;          ///< "U012AB3CD", the Entra object id of Teams
  std::string name;            ///< printed
  std::string workspace_name;  ///< printed; may be empty

  bool is_same(const ChatAccount& other) const {
    return service == other.service && workspace == other.workspace && member == other.member;
  }
};

}  // namespace provost::workflows::chat
