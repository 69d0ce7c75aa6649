#pragma once

#include <cstdint>

namespace hookworthy::send {

/// The deadlines of everything that one thread has in flight: a list in order of time, threaded
/// through its entries, swept now and then. No timer and no allocation per delivery. As deliveries
/// mostly have the same timeout, a new deadline is mostly the latest: adding looks from the back.
class Deadlines {
 public:
  /// Base of what can have a deadline. Must stay where it is while it is in a list.
  class Entry {
   public:
    Entry() = default;
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    std::int64_t deadline_ns() const { return at_ns_; }

   protected:
    ~Entry() = default;

   private:
    friend class Deadlines;
    std::int64_t at_ns_ = 0;
    Entry* before_ = nullptr;
    Entry* after_ = nullptr;
  };

  Deadlines() = default;
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  /// `entry` must not be in a list.
  void add(Entry& entry, std::int64_t at_ns) {
    entry.at_ns_ = at_ns;
    Entry* before = last_;
    while (before != nullptr && before->at_ns_ > at_ns) before = before->before_;
    entry.before_ = before;
    entry.after_ = before != nullptr ? before->after_ : first_;
    (entry.before_ != nullptr ? entry.before_->after_ : first_) = &entry;
    (entry.after_ != nullptr ? entry.after_->before_ : last_) = &entry;
  }

  /// `entry` must be in this list.
  void remove(Entry& entry) {
    (entry.before_ != nullptr ? entry.before_->after_ : first_) = entry.after_;
    (entry.after_ != nullptr ? entry.after_->before_ : last_) = entry.before_;
    entry.before_ = entry.after_ = nullptr;
  }

  /// The entry whose deadline is the earliest and has passed; nullptr when there is none.
  Entry* overdue(std::int64_t now_ns) const {
    return first_ != nullptr && first_->at_ns_ <= now_ns ? first_ : nullptr;
  }

 private:
  Entry* first_ = nullptr;
  Entry* last_ = nullptr;
};

}  // namespace hookworthy::send
