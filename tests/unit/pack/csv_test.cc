#include "sync/pack/csv.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

namespace parvis::pack {
namespace {

using support::value;

std::string refusal(std::string_view text) {
  const auto table = parse_csv(text, "a.csv");
  return table ? "accepted" : table.error().context;
}

TEST_CASE(
    "cells, quotes, doubled quotes, commas and line ends in quotes are read as RFC 4180 says") {
  const auto table = value(parse_csv(
      "id,text\r\na,\"un, deux\"\nb,\"il dit \"\"oui\"\"\"\nc,\"deux\nlignes\"\nd,", "a.csv"));
  CHECK(table.columns == std::vector<std::string>{"id", "text"});
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[0].cells[1] == "un, deux");
  CHECK(table.rows[1].cells[1] == "il dit \"oui\"");
  CHECK(table.rows[2].cells[1] == "deux\nlignes");
  CHECK(table.rows[3].cells[1].empty());
  CHECK(table.rows[3].line == 6);  // the third row took two lines
}

TEST_CASE("the byte order mark of a spreadsheet is no part of the first column") {
  CHECK(value(parse_csv("\xEF\xBB\xBFid\na\n", "a.csv")).columns[0] == "id");
}

TEST_CASE("what is not a table says where and what to do") {
  CHECK(refusal("") == "a.csv:1: the first line must name the columns");
  CHECK(refusal("id,text\na,b,c\n") ==
        "a.csv:2: 3 cells instead of 2: put text with commas in quotes");
  CHECK(refusal("id,text\na,b\n\nc,d\n") == "a.csv:3: the line is empty: remove it");
  CHECK(refusal("id,text\na,\"b\n") == "a.csv:2: a quote is opened and never closed");
  CHECK(refusal("id,text\na,\"b\"c\n") ==
        "a.csv:2: text after a closing quote: put a comma there, or double the quote");
  CHECK(refusal("id,text\na,b\"c\n") ==
        "a.csv:2: a quote inside a cell: put the cell in quotes and double that quote");
  CHECK(refusal("id\n\xFF\n") == "a.csv: not UTF-8: save it again as \"CSV UTF-8\"");
}

TEST_CASE("other columns than those expected are named") {
  const std::vector<std::string_view> columns{"id", "by"};
  const auto table = parse_csv("id,text\na,b\n", "a.csv", columns);
  REQUIRE_FALSE(table);
  CHECK(table.error().context == "a.csv:1: the columns must be id,by");
}

}  // namespace
}  // namespace parvis::pack
