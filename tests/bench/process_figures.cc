#include "tests/bench/process_figures.h"

#include <fmt/core.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace parvis::bench {
namespace {

namespace fs = std::filesystem;

// The number behind `name` in a file of "Name:   123 kB" lines.
std::uint64_t number_behind(const std::string& file, std::string_view name) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(name)) return std::stoull(line.substr(name.size()));
  }
  return 0;
}

// Field `number` of /proc/PID/stat, counted from 1 as in proc(5); nothing before the name's bracket can be asked for.
double stat_field(pid_t process, int number) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  if (!std::getline(file, line)) return 0;
  std::istringstream rest(line.substr(line.rfind(')') + 2));
  std::string field;
  for (int i = 3; i <= number; ++i) rest >> field;
  return std::stod(field);
}

double clock_ms(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

ProcessFigures figures_of(pid_t process) {
  const std::string status = fmt::format("/proc/{}/status", process);
  ProcessFigures figures;
  figures.rss = number_behind(status, "VmRSS:") << 10;
  figures.heap = number_behind(status, "RssAnon:") << 10;
  figures.threads = number_behind(status, "Threads:");
  std::error_code gone;
  for (fs::directory_iterator at(fmt::format("/proc/{}/fd", process), gone), end; at != end;
       at.increment(gone)) {
    ++figures.descriptors;
  }
  // The directory itself was open while it was read.
  if (process == ::getpid() && figures.descriptors > 0) --figures.descriptors;
  return figures;
}

std::uint64_t pss_of(pid_t process) {
  return number_behind(fmt::format("/proc/{}/smaps_rollup", process), "Pss:") << 10;
}

double cpu_seconds_of(pid_t process) {
  return (stat_field(process, 14) + stat_field(process, 15)) /
         static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::vector<pid_t> tree_of(pid_t process) {
  std::multimap<pid_t, pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    pid_t id = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), id).ec != std::errc{}) continue;
    children.emplace(static_cast<pid_t>(stat_field(id, 4)), id);
  }
  std::vector<pid_t> tree{process};
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const auto [first, last] = children.equal_range(tree[i]);
    for (auto child = first; child != last; ++child) tree.push_back(child->second);
  }
  return tree;
}

double percentile(std::vector<double> all, double part) {
  std::ranges::sort(all);
  return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
}

double wall_ms() { return clock_ms(CLOCK_MONOTONIC); }
double thread_cpu_ms() { return clock_ms(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace parvis::bench
