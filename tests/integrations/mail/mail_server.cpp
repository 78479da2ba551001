#include "tests/integrations/mail/mail_server.hpp"

#include <Poco/Exception.h>
#include <Poco/PipeStream.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace provost::tests {

namespace {

/// Debian's own Python: python3-aiosmtpd is installed for no other.
constexpr const char* python = "/usr/bin/python3";

/// Beside this file, whose path ccache may have made relative to the build folder, where the program lies.
std::filesystem::path script() {
  const std::filesystem::path folder = std::filesystem::path(__FILE__).parent_path();
  const auto build = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return (folder.is_absolute() ? folder : build / folder) / "mail_server.py";
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input) throw std::runtime_error("no file " + file.string());
  std::ostringstream content;
  content << input.rdbuf();
  return content.str();
}

std::vector<std::string> with_folder(std::vector<std::string> options, const std::filesystem::path& folder) {
  options.insert(options.begin(), {script().string(), "--folder", folder.string()});
  return options;
}

}  // namespace

MailFolder::MailFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "provost-mail-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  path_ = pattern;
}

MailFolder::~MailFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestCertificate make_certificate(const std::filesystem::path& folder, const std::string& names) {
  TestCertificate made{folder / "certificate.pem", folder / "key.pem"};
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj '/CN=Test' -addext "
      "'subjectAltName=" +
      names + "' -keyout '" + made.key.string() + "' -out '" + made.certificate.string() + "' 2>/dev/null";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
  return made;
}

MailServer::MailServer(std::vector<std::string> options)
    : process_(
          Poco::Process::launch(python, with_folder(std::move(options), folder_.path()), &input_, &output_, nullptr)) {
  Poco::PipeInputStream lines(output_);
  std::string word;
  if (!(lines >> word >> port_) || word != "ready") {
    throw std::runtime_error("The mail server of the test did not start: is python3-aiosmtpd installed?");
  }
}

MailServer::~MailServer() {
  input_.close();
  try {
    Poco::Process::kill(process_);
    process_.wait();
  } catch (const Poco::Exception&) {
    // It ended by itself.
  }
}

std::size_t MailServer::count() const {
  std::size_t mails = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) mails += entry.path().extension() == ".eml";
  return mails;
}

boost::json::object MailServer::mail(std::size_t number) const {
  return boost::json::parse(content_of(folder() / (std::to_string(number) + ".json"))).as_object();
}

std::string MailServer::bytes(std::size_t number) const {
  return content_of(folder() / (std::to_string(number) + ".eml"));
}

boost::json::object read_by_python(const std::string& bytes) {
  const MailFolder folder;
  std::ofstream(folder.path() / "mail.eml", std::ios::binary) << bytes;
  Poco::Pipe output;
  const auto process = Poco::Process::launch(
      python, {script().string(), "--read", (folder.path() / "mail.eml").string()}, nullptr, &output, nullptr);
  Poco::PipeInputStream stream(output);
  std::ostringstream text;
  text << stream.rdbuf();
  process.wait();
  return boost::json::parse(text.str()).as_object();
}

std::vector<std::string> header_values(const boost::json::object& mail, const std::string& name) {
  std::vector<std::string> values;
  for (const auto& header : mail.at("headers").as_array()) {
    if (header.at(0).as_string() == name) values.emplace_back(header.at(1).as_string());
  }
  return values;
}

}  // namespace provost::tests
