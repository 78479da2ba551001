#pragma once

#include <string>
#include <string_view>

#include "workflows/documents/document.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::documents {

/// A part of the program that acts on what the documents of one type say, as the cases do on workflows. It is asked
/// before a text is taken and told when one comes into force, so that the document and what follows from it never
/// differ. Implementations are thread-safe.
class DocumentConsumer {
 public:
  virtual ~DocumentConsumer() = default;

  /// The name of the document type, "workflow".
  virtual std::string_view document_type() const = 0;

  /// Throws Invalid for the field `markdown`, each problem with its line, when the text cannot be acted on. `document`
  /// is nullptr for one that is about to be started. Returns the title that the text gives itself.
  virtual std::string check(store::Session& session, const Document* document, std::string_view text) const = 0;

  /// The document was started. Throws Conflict when another one says the same already.
  virtual void created(store::WriteTransaction& transaction, const Document& document, std::string_view text) const = 0;

  /// A version comes into force in this transaction. Throws Invalid when it can't be acted on any more.
  virtual void came_into_force(store::WriteTransaction& transaction, const Document& document, const Version& version,
                               std::string_view text) const = 0;

  /// The document is withdrawn from use without a successor. Throws Conflict when the program cannot do without it.
  virtual void went_out_of_force(store::WriteTransaction& transaction, const Document& document,
                                 std::string_view text) const = 0;
};

}  // namespace provost::workflows::documents
