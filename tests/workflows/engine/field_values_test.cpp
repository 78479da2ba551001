#include "workflows/engine/field_values.hpp"

#include "tests/workflows/engine/engine_support.hpp"

namespace provost::tests {

namespace {

namespace engine = workflows::engine;
using boost::json::array;
using boost::json::object;
using boost::json::value;

engine::Field field_of(engine::FieldType type) {
  engine::Field field;
  field.name = "it";
  field.label = "It";
  field.type = type;
  if (type == engine::FieldType::choice) field.choices = {{"warm", "Warm white"}, {"cold", "Cold white"}};
  if (type == engine::FieldType::table) {
    engine::Field bulb;
    bulb.name = "bulb";
    bulb.label = "Bulb";
    bulb.required = true;
    engine::Field price;
    price.name = "price";
    price.label = "Price";
    price.type = engine::FieldType::number;
    field.columns = {bulb, price};
  }
  return field;
}

/// What is kept, as JSON, or the problems as "field: message".
std::string taken(engine::FieldType type, const value& given) {
  std::vector<workflows::FieldProblem> problems;
  const auto kept = engine::checked_values({field_of(type)}, {{"it", given}}, small_directory(), problems);
  if (problems.empty()) return boost::json::serialize(kept.at("it"));
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "; ") + problem.field + ": " + problem.message;
  return text;
}

struct Typed {
  const char* type;
  const char* given;  ///< JSON
  const char* kept;   ///< JSON, or what is said
};

class FieldValue : public testing::TestWithParam<Typed> {};

TEST_P(FieldValue, IsKeptOrRefused) {
  EXPECT_EQ(taken(*engine::parse_field_type(GetParam().type), boost::json::parse(GetParam().given)), GetParam().kept);
}

INSTANTIATE_TEST_SUITE_P(Texts, FieldValue,
                         testing::Values(Typed{"text", R"("  a b ")", R"("a b")"}, Typed{"text", R"("")", "null"},
                                         Typed{"text", R"(" \t\n")", "null"}, Typed{"text", "null", "null"},
                                         Typed{"text", "4", "it: “It”: This must be a text."},
                                         Typed{"text", R"(["a"])", "it: “It”: This must be a text."},
                                         Typed{"paragraphs", R"("a\n\nb")", R"("a\n\nb")"},
                                         Typed{"paragraphs", "true", "it: “It”: This must be a text."},
                                         Typed{"clause", R"("8.4.1")", R"("8.4.1")"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, FieldValue,
    testing::Values(Typed{"number", "12", "12"}, Typed{"number", R"("12")", "12"},
                    Typed{"number", R"(" 3.5 ")", "3.5E0"}, Typed{"number", "5.0", "5"}, Typed{"number", "-7", "-7"},
                    Typed{"number", R"("1e3")", "1000"}, Typed{"number", "1000000000000000", "1000000000000000"},
                    Typed{"number", "1e16", "it: “It”: This number is too large."},
                    Typed{"number", R"("inf")", "it: “It”: This number is too large."},
                    Typed{"number", R"("nan")", "it: “It”: This number is too large."},
                    Typed{"number", R"("12 apples")", "it: “It”: This must be a number, such as 12 or 3.5."},
                    Typed{"number", R"("1,5")", "it: “It”: This must be a number, such as 12 or 3.5."},
                    Typed{"number", "true", "it: “It”: This must be a text."}));

INSTANTIATE_TEST_SUITE_P(YesNo, FieldValue,
                         testing::Values(Typed{"yes_no", "true", "true"}, Typed{"yes_no", "false", "false"},
                                         Typed{"yes_no", R"("yes")", "true"}, Typed{"yes_no", R"("on")", "true"},
                                         Typed{"yes_no", R"("no")", "false"}, Typed{"yes_no", R"("")", "null"},
                                         Typed{"yes_no", R"("perhaps")", "it: “It”: This must be yes or no."},
                                         Typed{"yes_no", "1", "it: “It”: This must be a text."}));

INSTANTIATE_TEST_SUITE_P(Dates, FieldValue,
                         testing::Values(Typed{"date", R"("2026-11-23")", R"("2026-11-23")"},
                                         Typed{"date", R"(" 2028-02-29 ")", R"("2028-02-29")"},
                                         Typed{"date", R"("2027-02-29")",
                                               "it: “It”: Write the date as year-month-day, for example 2027-06-30."},
                                         Typed{"date", R"("23.11.2026")",
                                               "it: “It”: Write the date as year-month-day, for example 2027-06-30."},
                                         Typed{"date", R"("2026-11-23T00:00:00Z")",
                                               "it: “It”: Write the date as year-month-day, for example 2027-06-30."}));

INSTANTIATE_TEST_SUITE_P(People, FieldValue,
                         testing::Values(Typed{"person", R"("Anna@Example.org")", R"("anna@example.org")"},
                                         Typed{
                                             "person", R"("anna@elsewhere.org")",
                                             "it: “It”: Nobody who can sign in has the address “anna@elsewhere.org”."},
                                         Typed{"person", R"(["anna@example.org"])", "it: “It”: This must be a text."},
                                         Typed{"people", R"(["a@example.org", "B@example.org", "a@example.org", ""])",
                                               R"(["a@example.org","b@example.org"])"},
                                         Typed{"people", R"("a@example.org")", R"(["a@example.org"])"},
                                         Typed{"people", "[]", "null"}, Typed{"people", R"(["", " "])", "null"},
                                         Typed{"people", R"(["a@example.org", "x"])",
                                               "it: “It”: Nobody who can sign in has the address “x”."}));

INSTANTIATE_TEST_SUITE_P(
    Things, FieldValue,
    testing::Values(Typed{"document", R"(" PO-1 ")", R"("PO-1")"},
                    Typed{"document", R"("PO-999")", "it: “It”: There is no document “PO-999”."},
                    Typed{"file", R"("f00d")", R"("f00d")"},
                    Typed{"file", R"("beef")", "it: “It”: Attach the file to the case first, then choose it."},
                    Typed{"choice", R"("cold")", R"("cold")"},
                    Typed{"choice", R"("Cold white")", "it: “It”: This must be one of: warm, cold."},
                    Typed{"choice", "1", "it: “It”: This must be a text."}));

constexpr auto money_form = "it: “It”: Write the amount and the currency: 1200.50 EUR.";
INSTANTIATE_TEST_SUITE_P(
    Money, FieldValue,
    testing::Values(Typed{"money", R"("1200 EUR")", R"("1200 EUR")"}, Typed{"money", R"(" 0.5 CHF ")", R"("0.5 CHF")"},
                    Typed{"money", R"("999999999999.99 EUR")", R"("999999999999.99 EUR")"},
                    Typed{"money", R"("1000000000000 EUR")", money_form}, Typed{"money", R"("1.234 EUR")", money_form},
                    Typed{"money", R"("-5 EUR")", money_form}, Typed{"money", R"("5")", money_form},
                    Typed{"money", R"("5 eur")", money_form}, Typed{"money", R"("5EUR")", money_form},
                    Typed{"money", R"(". EUR")", money_form}, Typed{"money", R"("5. EUR")", money_form},
                    Typed{"money", R"(" EUR")", money_form}));

INSTANTIATE_TEST_SUITE_P(
    Tables, FieldValue,
    testing::Values(
        Typed{"table", R"([{"bulb": " A ", "price": "2"}])", R"([{"bulb":"A","price":2}])"},
        Typed{"table", R"([{"bulb": "A", "price": ""}])", R"([{"bulb":"A"}])"},
        Typed{"table", R"([{"bulb": "", "price": ""}, {}])", "null"}, Typed{"table", "[]", "null"},
        Typed{"table", R"({"bulb": "A"})", "it: “It”: This is a list of rows."},
        Typed{"table", R"(["A"])", "it: “It”: Each row names its columns."},
        Typed{"table", R"([{"bulb": "A"}, {"price": 3}])", "it.2.bulb: Row 2: “Bulb” is needed in each row."},
        Typed{"table", R"([{"bulb": ""}, {}, {"price": 3}])", "it.3.bulb: Row 3: “Bulb” is needed in each row."},
        Typed{"table", R"([{"bulb": 1, "price": "x", "size": 2}])",
              "it.1.bulb: Row 1: “Bulb”: This must be a text.; it.1.price: Row 1: “Price”: This must be a "
              "number, such as 12 or 3.5.; it.1.size: Row 1: There is no field “size” to fill in here."}));

TEST(FieldValues, TextsHaveBounds) {
  EXPECT_EQ(taken(engine::FieldType::text, value(std::string(500, 'x'))).size(), 502U);
  EXPECT_TRUE(taken(engine::FieldType::text, value(std::string(501, 'x'))).starts_with("it: "));
  EXPECT_TRUE(taken(engine::FieldType::text, value("a\nb")).starts_with("it: "));
  EXPECT_TRUE(taken(engine::FieldType::text, value(std::string("a\0b", 3))).starts_with("it: "));
  EXPECT_TRUE(taken(engine::FieldType::text, value("caf\xe9")).starts_with("it: "));
  EXPECT_FALSE(taken(engine::FieldType::paragraphs, value(std::string(20'000, 'x'))).starts_with("it: "));
  EXPECT_TRUE(taken(engine::FieldType::paragraphs, value(std::string(20'001, 'x'))).starts_with("it: "));
}

TEST(FieldValues, TablesHaveBounds) {
  array rows;
  for (int i = 0; i < 500; ++i) rows.push_back(object{{"bulb", "A"}});
  EXPECT_TRUE(taken(engine::FieldType::table, rows).starts_with("["));
  rows.push_back(object{{"bulb", "A"}});
  EXPECT_EQ(taken(engine::FieldType::table, rows), "it: “It”: There may be at most 500 rows.");
}

TEST(FieldValues, AFieldThatIsNotAskedForIsNamedShortly) {
  std::vector<workflows::FieldProblem> problems;
  engine::checked_values({}, {{std::string(10'000, 'x'), 1}}, small_directory(), problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_LT(problems[0].message.size(), 200U);
}

}  // namespace

}  // namespace provost::tests
