#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/time.hpp"

namespace provost::workflows::evidence_sources {

using workflows::to_text;

/// A file that came with a delivery and lies on disk.
struct DeliveredFile {
  std::filesystem::path path;
  std::string name;
};

/// What a delivery holds, in one shape whatever way it was sent: an object with "body" (JSON), "fields" (of a form),
/// "headers" (names in small letters), "event" (CloudEvents) and "files" (names).
struct DeliveryContent {
  boost::json::value document;
  /// Texts of the document too long for memory, by their JSON Pointer; the document has an empty text there.
  std::map<std::string, std::filesystem::path> long_texts;
  std::vector<DeliveredFile> files;  ///< sent beside the document
};

/// What becomes of a delivery that names somebody who is not known here, e.g. a survey answered by a parent: it waits
/// for somebody to place it, or it is from whoever answers for the source.
enum class UnknownPerson { wait, owner };

/// How a delivery becomes a piece of evidence. Each text is fixed words with places of the delivery between braces, as
/// JSON Pointers (RFC 6901): "Course {/body/course/name} completed". A list of texts at a place is read as one text
/// with commas; a place that is not there is a problem, and one that is null or empty gives nothing. "{/a|/b}" is the
/// first of two places that is there, "{/a|}" one that may be missing.
struct Mapping {
  std::string when = {};  ///< a JSON Pointer; only deliveries that have one of when_values there count
  std::vector<std::string> when_values = {};
  std::string title = {};
  std::string what = {};          ///< what it is to show; empty: the title
  std::string effective_on = {};  ///< a day, a moment (ISO 8601) or seconds since 1970
  std::string valid_until = {};
  std::string person = {};  ///< e-mail address of the person it is from; empty: the source's owner
  UnknownPerson unknown_person = UnknownPerson::wait;
  /// Whether the address of somebody unknown is kept with the piece. Otherwise neither the note nor the file made of
  /// the delivery has it (without_person()); files that were sent are never changed.
  bool notes_unknown_person = false;
  std::string course = {};   ///< key or title of a training course
  std::string clauses = {};  ///< parted by commas or lines, and so the next two
  std::string documents = {};
  std::string cases = {};
  std::string address = {};               ///< where it can be seen
  std::string files = {};                 ///< a JSON Pointer to a file or a list of files in JSON; empty: none there
  std::string file_name = "/name";        ///< within each of them
  std::string file_content = "/content";  ///< within each of them: base64, or a "data:" address
};

/// The texts of a mapping by their names, in the order of a form: "title", "what", …; without `when` and the file ones.
struct MappingText {
  const char* name;
  std::string Mapping::*text;
};
const std::vector<MappingText>& mapping_texts();

/// Throws Invalid for the field of each text with a brace that is never closed or a pointer that is none.
void check_mapping(const Mapping& mapping);

/// As kept in the database and shown by the API: a JSON object. mapping_from_text() throws Invalid for the field
/// `mapping` for anything else.
std::string to_text(const Mapping& mapping);
Mapping mapping_from_text(std::string_view text);

/// What a mapping makes of a delivery.
struct Mapped {
  std::string passed_over;            ///< why the mapping does not count this delivery; empty: it does
  std::vector<std::string> problems;  ///< sentences; empty: it can be placed, as far as the mapping goes
  std::string title, what, effective_on, valid_until, person, course, address;
  std::vector<std::string> clauses, documents, cases;
};

/// `time_zone`: of the organisation, for moments that become days. Never throws for what a sender sent.
Mapped apply(const Mapping& mapping, const boost::json::value& document, std::string_view time_zone);

/// The document as it may be kept for good: without the address of the person that the mapping names, wherever a text
/// has it, when the mapping takes unknown people for the owner and does not note them. Who is known here stands in the
/// piece all the same.
boost::json::value without_person(const Mapping& mapping, boost::json::value document);

/// A text of the mapping filled in; what is missing is added to `problems`.
std::string filled_in(std::string_view text, const boost::json::value& document, std::vector<std::string>& problems);

}  // namespace provost::workflows::evidence_sources
