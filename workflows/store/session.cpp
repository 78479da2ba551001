#include "workflows/store/session.hpp"

#include <soci/soci.h>

#include <deque>
#include <stdexcept>
#include <unordered_map>

#include "workflows/store/storage_errors.hpp"

namespace provost::workflows::store {

namespace {

/// A value that keeps its address, because SOCI binds by reference.
struct Bound {
  bool is_number = false;
  long long number = 0;
  std::string text;
  soci::indicator indicator = soci::i_null;

  void assign(Value&& value) {
    if (auto* integer = std::get_if<std::int64_t>(&value)) {
      number = *integer;
      indicator = soci::i_ok;
    } else if (auto* string = std::get_if<std::string>(&value)) {
      text = std::move(*string);
      indicator = soci::i_ok;
    } else {
      indicator = soci::i_null;
    }
  }
};

Value column_value(const soci::row& row, std::size_t index) {
  if (row.get_indicator(index) == soci::i_null) return nullptr;
  switch (row.get_properties(index).get_data_type()) {
    case soci::dt_string:
      return row.get<std::string>(index);
    case soci::dt_integer:
      return static_cast<std::int64_t>(row.get<int>(index));
    case soci::dt_long_long:
      return static_cast<std::int64_t>(row.get<long long>(index));
    case soci::dt_unsigned_long_long:
      return static_cast<std::int64_t>(row.get<unsigned long long>(index));
    case soci::dt_double:
      return static_cast<std::int64_t>(row.get<double>(index));
    default:
      throw std::logic_error("column " + row.get_properties(index).get_name() + " has a type outside TEXT and BIGINT");
  }
}

constexpr std::size_t most_prepared_statements = 256;

}  // namespace

struct Session::Prepared {
  explicit Prepared(soci::session& connection) : statement(connection) {}
  std::deque<Bound> bound;
  soci::row row;
  soci::statement statement;
  std::shared_ptr<std::vector<std::string>> names;
};

struct Session::Statements {
  std::unordered_map<std::string, std::unique_ptr<Prepared>> by_text;
};

Session::Session(soci::session& connection) : connection_(connection), statements_(std::make_unique<Statements>()) {}
Session::~Session() = default;

bool Session::is_postgresql() const {
  return connection_.get_backend_name() == "postgresql";
}

Session::Prepared& Session::prepare(std::string_view sql, std::vector<Value>&& values) {
  // The type a placeholder was first bound with is part of the key: SOCI fixes it when it prepares.
  std::string key(sql);
  for (const auto& value : values) key += std::holds_alternative<std::int64_t>(value) ? '\x01' : '\x02';
  auto& known = statements_->by_text;
  if (const auto found = known.find(key); found != known.end()) {
    for (std::size_t i = 0; i < values.size(); ++i) found->second->bound[i].assign(std::move(values[i]));
    return *found->second;
  }
  if (known.size() >= most_prepared_statements) known.clear();
  auto prepared = std::make_unique<Prepared>(connection_);
  for (auto& value : values) {
    auto& bound = prepared->bound.emplace_back();
    bound.is_number = std::holds_alternative<std::int64_t>(value);
    bound.assign(std::move(value));
    if (bound.is_number) {
      prepared->statement.exchange(soci::use(bound.number, bound.indicator));
    } else {
      prepared->statement.exchange(soci::use(bound.text, bound.indicator));
    }
  }
  prepared->statement.alloc();
  prepared->statement.prepare(std::string(sql));
  prepared->statement.define_and_bind();
  return *known.emplace(std::move(key), std::move(prepared)).first->second;
}

std::vector<Record> Session::select(std::string_view sql, std::vector<Value> values) {
  try {
    auto& prepared = prepare(sql, std::move(values));
    if (!prepared.names) {
      prepared.statement.exchange_for_rowset(soci::into(prepared.row));
      prepared.names = std::make_shared<std::vector<std::string>>();
    }
    std::vector<Record> records;
    prepared.statement.execute(false);
    while (prepared.statement.fetch()) {
      if (prepared.names->empty()) {
        for (std::size_t i = 0; i < prepared.row.size(); ++i) {
          prepared.names->push_back(prepared.row.get_properties(i).get_name());
        }
      }
      std::vector<Value> row;
      row.reserve(prepared.row.size());
      for (std::size_t i = 0; i < prepared.row.size(); ++i) row.push_back(column_value(prepared.row, i));
      records.emplace_back(prepared.names, std::move(row));
    }
    return records;
  } catch (const soci::soci_error& error) {
    statements_->by_text.clear();
    rethrow_as_domain_error(error);
  }
}

std::optional<Record> Session::first(std::string_view sql, std::vector<Value> values) {
  auto records = select(sql, std::move(values));
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

std::int64_t Session::number(std::string_view sql, std::vector<Value> values) {
  const auto record = first(sql, std::move(values));
  if (!record || record->values().empty()) return 0;
  const auto& value = record->values().front();
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return std::stoll(*text);
  return 0;
}

void Session::execute(std::string_view sql, std::vector<Value> values) {
  try {
    prepare(sql, std::move(values)).statement.execute(true);
  } catch (const soci::soci_error& error) {
    statements_->by_text.clear();
    rethrow_as_domain_error(error);
  }
}

void Session::execute_directly(const std::string& sql) {
  try {
    connection_ << sql;
  } catch (const soci::soci_error& error) {
    rethrow_as_domain_error(error);
  }
}

}  // namespace provost::workflows::store
