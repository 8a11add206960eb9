// Reads the CSV tables of a consultation's folder plainly, so that these tests do not lean on the reader they also try.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace parvis::assets {

using Row = std::map<std::string, std::string>;  // column → cell

// Every line has as many cells as `columns`, which the first line names; else the running test fails.
std::vector<Row> read_table(const std::string& path_from_root,
                            const std::vector<std::string>& columns);

// "a;b" → {"a", "b"}
std::vector<std::string> split(const std::string& text, char separator);

}  // namespace parvis::assets
