// A cache bounded in bytes that forgets what was used least recently.
//
// Threads: one. References stay valid until the next insert() or grow(); the entry used last is
// never forgotten, even when it alone is larger than the bound.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace parvis::text {

template <class Value>
class Lru {
 public:
  explicit Lru(std::size_t bound) : bound_(bound) {}

  // Finding is using.
  Value* find(std::string_view key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &order_.front().value;
  }

  // The key MUST not be there yet.
  Value& insert(std::string key, Value value, std::size_t bytes) {
    order_.push_front({std::move(key), std::move(value), bytes});
    index_.emplace(order_.front().key, order_.begin());
    bytes_ += bytes;
    shrink();
    return order_.front().value;
  }

  // The entry used last has become larger by that many bytes.
  void grow(std::size_t bytes) {
    order_.front().bytes += bytes;
    bytes_ += bytes;
    shrink();
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return order_.size(); }
  void clear() {
    index_.clear();
    order_.clear();
    bytes_ = 0;
  }

 private:
  struct Item {
    std::string key;
    Value value;
    std::size_t bytes;
  };
  void shrink() {
    while (bytes_ > bound_ && order_.size() > 1) {
      bytes_ -= order_.back().bytes;
      index_.erase(order_.back().key);
      order_.pop_back();
    }
  }

  std::size_t bound_;
  std::size_t bytes_ = 0;
  std::list<Item>
      order_;  // used last first; list nodes never move, so the index may view their keys
  std::unordered_map<std::string_view, typename std::list<Item>::iterator> index_;
};

}  // namespace parvis::text
