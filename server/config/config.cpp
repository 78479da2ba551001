#include "server/config/config.hpp"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <fstream>
#include <functional>
#include <map>

#include "server/http/network_list.hpp"

namespace provost::config {

namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

class Reader {
 public:
  explicit Reader(std::filesystem::path file) : file_(std::move(file)) {}

  void problem(const YAML::Node& node, const std::string& sentence) {
    problems_.push_back(file_.string() + ", line " + std::to_string(node.Mark().line + 1) + ": " + sentence);
  }

  std::optional<std::string> text(const std::string& key, const YAML::Node& node) {
    if (node.IsScalar()) return node.as<std::string>();
    problem(node, key + " must be one value.");
    return std::nullopt;
  }

  std::optional<std::uint64_t> number(const std::string& key, const YAML::Node& node, std::uint64_t least,
                                      std::uint64_t most) {
    const auto written = text(key, node);
    if (!written) return std::nullopt;
    std::uint64_t value = 0;
    const auto* end = written->data() + written->size();
    const auto parsed = std::from_chars(written->data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value < least || value > most) {
      problem(node,
              key + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
      return std::nullopt;
    }
    return value;
  }

  const std::vector<std::string>& problems() const { return problems_; }

 private:
  std::filesystem::path file_;
  std::vector<std::string> problems_;
};

using Setter = std::function<void(Reader&, const std::string&, const YAML::Node&, Config&)>;

void read_tls(Reader& reader, const YAML::Node& node, Config& config) {
  if (!node.IsMap()) return reader.problem(node, "tls must hold the keys certificate and key.");
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    const auto value = reader.text("tls." + key, entry.second);
    if (!value) continue;
    if (key != "certificate" && key != "key") {
      reader.problem(entry.first, "tls." + key + " is not known; tls has certificate and key.");
      continue;
    }
    if (!std::filesystem::is_regular_file(*value)) {
      reader.problem(entry.second, "tls." + key + ": there is no file " + *value + ".");
    }
    (key == "certificate" ? config.tls_certificate : config.tls_key) = *value;
  }
  if (config.tls_certificate.has_value() != config.tls_key.has_value()) {
    reader.problem(node, "tls needs both certificate and key.");
  }
}

std::optional<std::filesystem::path> file_in(Reader& reader, const std::string& key, const YAML::Node& node) {
  const auto text = reader.text(key, node);
  if (!text) return std::nullopt;
  if (!std::filesystem::is_regular_file(*text)) {
    reader.problem(node, key + ": there is no file " + *text + ".");
    return std::nullopt;
  }
  return *text;
}

void read_outgoing(Reader& reader, const YAML::Node& node, Config& config) {
  if (!node.IsMap()) return reader.problem(node, "outgoing holds allowed, proxy and certificate_authorities.");
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    const auto name = "outgoing." + key;
    if (key == "allowed") {
      if (!entry.second.IsSequence()) {
        reader.problem(entry.second, name + " must be a list of hosts and addresses.");
        continue;
      }
      for (const auto& one : entry.second) {
        if (const auto text = reader.text(name, one)) config.outgoing.allowed.push_back(*text);
      }
    } else if (key == "proxy") {
      const auto text = reader.text(name, entry.second);
      if (text && !text->empty() && !text->starts_with("http://")) {
        reader.problem(entry.second, name + " begins with http://.");
      } else if (text) {
        config.outgoing.proxy = *text;
      }
    } else if (key == "certificate_authorities") {
      config.outgoing.certificate_authorities = file_in(reader, name, entry.second);
    } else {
      reader.problem(entry.first, name + " is not known; outgoing has allowed, proxy and certificate_authorities.");
    }
  }
}

std::string first_line_of(const std::filesystem::path& file) {
  std::ifstream input(file);
  std::string line;
  std::getline(input, line);
  return line;
}

void read_mail(Reader& reader, const YAML::Node& node, Config& config) {
  if (!node.IsMap()) return reader.problem(node, "mail holds host, port, security, user, password_file and from.");
  auto& mail = config.mail;
  const std::map<std::string, std::string*, std::less<>> texts{{"host", &mail.host},
                                                               {"security", &mail.security},
                                                               {"user", &mail.user},
                                                               {"from", &mail.from_address},
                                                               {"from_name", &mail.from_name}};
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    const auto name = "mail." + key;
    if (const auto text = texts.find(key); text != texts.end()) {
      if (const auto value = reader.text(name, entry.second)) *text->second = *value;
    } else if (key == "port") {
      if (const auto value = reader.number(name, entry.second, 1, 65535))
        mail.port = static_cast<std::uint16_t>(*value);
    } else if (key == "password_file") {
      if (const auto file = file_in(reader, name, entry.second)) mail.password = first_line_of(*file);
    } else if (key == "certificate_authorities") {
      mail.certificate_authorities = file_in(reader, name, entry.second);
    } else {
      reader.problem(entry.first, name +
                                      " is not known; mail has host, port, security, user, password_file, from, "
                                      "from_name and certificate_authorities.");
    }
  }
  if (mail.security != "starttls" && mail.security != "tls" && mail.security != "none") {
    reader.problem(node, "mail.security is starttls, tls or none.");
  }
  if (!mail.host.empty() && mail.from_address.find('@') == std::string::npos) {
    reader.problem(node, "mail.from is missing or no address: it is what mail comes from, e.g. provost@example.org.");
  }
}

const std::map<std::string, Setter, std::less<>>& setters() {
  static const std::map<std::string, Setter, std::less<>> all{
      {"listen",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         const auto text = reader.text(key, node);
         if (!text) return;
         try {
           config.listen = parse_listen(*text);
         } catch (const ConfigError& error) {
           reader.problem(node, error.what());
         }
       }},
      {"database",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         const auto text = reader.text(key, node);
         if (!text) return;
         if (!text->empty() && *text != "sqlite" && !text->starts_with("postgresql://") &&
             !text->starts_with("postgres://")) {
           return reader.problem(node, "database must be sqlite or an address that begins with postgresql://.");
         }
         config.database = *text == "sqlite" ? "" : *text;
       }},
      {"public_url",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         const auto text = reader.text(key, node);
         if (!text) return;
         if (!text->starts_with("http://") && !text->starts_with("https://")) {
           return reader.problem(node, "public_url must begin with https:// or http://.");
         }
         config.public_url = *text;
         while (config.public_url.ends_with('/')) config.public_url.pop_back();
       }},
      {"language",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         if (const auto text = reader.text(key, node)) config.language = *text;
       }},
      {"tls", [](Reader& reader, const std::string&, const YAML::Node& node,
                 Config& config) { read_tls(reader, node, config); }},
      {"outgoing", [](Reader& reader, const std::string&, const YAML::Node& node,
                      Config& config) { read_outgoing(reader, node, config); }},
      {"mail", [](Reader& reader, const std::string&, const YAML::Node& node,
                  Config& config) { read_mail(reader, node, config); }},
      {"trusted_proxies",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         if (!node.IsSequence()) return reader.problem(node, key + " must be a list of addresses.");
         for (const auto& entry : node) {
           const auto text = reader.text(key, entry);
           if (!text) continue;
           if (!http::NetworkList::is_network(*text)) {
             reader.problem(entry, key + " holds addresses and networks such as 10.0.0.0/8, not \"" + *text + "\".");
             continue;
           }
           config.trusted_proxies.push_back(*text);
         }
       }},
      {"largest_upload_megabytes",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         if (const auto value = reader.number(key, node, 1, 2048)) config.largest_upload = *value * 1024 * 1024;
       }},
      {"virus_scanner",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         const auto text = reader.text(key, node);
         if (!text) return;
         if (!text->empty() && !text->starts_with("unix:/") && text->find(':') == std::string::npos) {
           return reader.problem(node, "virus_scanner must be unix:/path/of/clamd.ctl or host:port.");
         }
         config.virus_scanner = *text;
       }},
      {"workers",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         if (const auto value = reader.number(key, node, 1, 64)) config.workers = *value;
       }},
      {"queue",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         if (const auto value = reader.number(key, node, 1, 10000)) config.queue = *value;
       }},
      {"session_idle_minutes",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         if (const auto value = reader.number(key, node, 5, 1440)) {
           config.session_idle = std::chrono::minutes(*value);
         }
       }},
      {"api_requests_a_minute",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         if (const auto value = reader.number(key, node, 0, 1'000'000)) config.api_requests_a_minute = *value;
       }},
      {"templates",
       [](Reader& reader, const std::string& key, const YAML::Node& node, Config& config) {
         const auto text = reader.text(key, node);
         if (!text) return;
         if (!std::filesystem::is_directory(*text)) return reader.problem(node, "there is no folder " + *text + ".");
         config.templates = *text;
       }},
  };
  return all;
}

std::string known_keys() {
  std::string text;
  for (const auto& [key, setter] : setters()) text += (text.empty() ? "" : ", ") + key;
  return text;
}

}  // namespace

ConfigError::ConfigError(const std::vector<std::string>& problems)
    : std::runtime_error(joined(problems)), problems_(problems) {}

Listen parse_listen(const std::string& text) {
  const auto fail = [&text]() -> ConfigError {
    return ConfigError(
        {"\"" + text + "\" is not an address to listen on. Examples: 127.0.0.1:8080, 0.0.0.0:443, [::1]:8080."});
  };
  Listen listen;
  std::string port = text;
  if (const auto colon = text.rfind(':'); colon != std::string::npos) {
    auto address = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
      address = address.substr(1, address.size() - 2);
    } else if (address.find(':') != std::string::npos) {
      throw fail();
    }
    if (!address.empty()) listen.address = address == "localhost" ? "127.0.0.1" : address;
  }
  const auto* end = port.data() + port.size();
  const auto parsed = std::from_chars(port.data(), end, listen.port);
  if (port.empty() || parsed.ec != std::errc{} || parsed.ptr != end) throw fail();
  return listen;
}

Config read_config(const std::filesystem::path& file) {
  Config config;
  YAML::Node root;
  try {
    root = YAML::LoadFile(file.string());
  } catch (const YAML::BadFile&) {
    throw ConfigError({"The configuration file " + file.string() + " cannot be read."});
  } catch (const YAML::Exception& error) {
    throw ConfigError(
        {file.string() + ", line " + std::to_string(error.mark.line + 1) + ": not valid YAML: " + error.msg});
  }
  if (root.IsNull()) return config;
  if (!root.IsMap())
    throw ConfigError({"The configuration file " + file.string() + " must hold lines of the form key: value."});
  Reader reader(file);
  for (const auto& entry : root) {
    const auto key = entry.first.as<std::string>();
    const auto setter = setters().find(key);
    if (setter == setters().end()) {
      reader.problem(entry.first, key + " is not known. Known keys: " + known_keys() + ".");
      continue;
    }
    setter->second(reader, key, entry.second, config);
  }
  if (!reader.problems().empty()) throw ConfigError(reader.problems());
  return config;
}

}  // namespace provost::config
