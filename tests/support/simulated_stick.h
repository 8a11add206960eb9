// A stick in memory that can be pulled at any call, be full, slow, read-only, or lie. It keeps what the kernel would show beside
// what would really be there after a pull: data that was not synced, and names whose folder was not, are then lost, kept or torn.
//
// Threads: one.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "sync/transfer/stick_calls.h"

namespace parvis::support {

class SimulatedStick : public transfer::StickCalls {
 public:
  // What becomes of that which was not synced.
  enum class Loss { dropped, kept, torn };

  // ---- how bad it is ----
  std::optional<std::size_t> pull_at = {};  // the call with this number fails, and all after it
  Loss loss = Loss::dropped;
  std::uint64_t capacity = 64u << 20;  // bytes of all files
  bool boasts = false;                 // mount() says that there is room when there is none
  bool read_only = false;
  bool tame = true;
  std::size_t at_once = SIZE_MAX;    // bytes that one read or write moves
  std::uint64_t keeps = UINT64_MAX;  // of a file's bytes: a stick that is sold as larger than it is

  // ---- what a program that forgot something would do: for planted bugs ----
  bool skip_file_sync = false;
  bool skip_folder_sync = false;  // and syncfs
  bool skip_bypass = false;       // reads back out of the page cache

  [[nodiscard]] std::size_t calls() const { return calls_; }
  // Out and in again: what was not synced is gone, handles are dead.
  void replug();
  // What the medium holds; nullopt when the name is not there. `path` is "parvis/from-kiosk/x.batch".
  [[nodiscard]] std::optional<Bytes> held(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> held_names(const std::string& folder) const;

  Result<int> open_root(const Path& directory) override;
  Result<int> open_folder(int parent, const std::string& name) override;
  Status make_folder(int parent, const std::string& name) override;
  Result<Mount> mount(int folder) override;
  Result<std::vector<std::string>> next_names(int folder) override;
  Result<Opened> open_file(int folder, const std::string& name, Cache cache) override;
  Result<std::size_t> read(int file, std::span<std::uint8_t> into) override;
  Result<int> create_file(int folder, const std::string& name) override;
  Result<std::size_t> write(int file, ByteView bytes) override;
  Status sync(int handle) override;
  Status sync_all(int folder) override;
  Status rename(int folder, const std::string& from, const std::string& to) override;
  Status remove(int folder, const std::string& name) override;
  void close(int handle) override;

 private:
  struct Node {
    bool folder = false;
    Bytes cached = {};
    Bytes medium = {};
    bool dirty = false;
    std::map<std::string, std::shared_ptr<Node>> names = {};         // as the kernel shows them
    std::map<std::string, std::shared_ptr<Node>> medium_names = {};  // as they are
  };
  using NodePtr = std::shared_ptr<Node>;
  struct Handle {
    NodePtr node;
    std::size_t at = 0;
    bool bypassed = false;
  };

  [[nodiscard]] Status step();
  [[nodiscard]] Status writable() const;
  int open(NodePtr node, bool bypassed);
  [[nodiscard]] NodePtr find(const std::string& path) const;
  [[nodiscard]] std::uint64_t used() const;
  void settle(Node& file) const;
  void settle_all(Node& node) const;
  void lose(Node& node) const;

  NodePtr root_ = std::make_shared<Node>(Node{.folder = true});
  std::map<int, Handle> handles_;
  int next_ = 3;
  std::size_t calls_ = 0;
};

}  // namespace parvis::support
