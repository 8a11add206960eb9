#include "tests/network/misbehaviours.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace parvis::network {
namespace {

constexpr std::string_view kPage = "<html><body>Log in to go on</body></html>";
constexpr std::size_t kEndless = 64u << 20;  // bytes: far beyond what any reader here takes

Misbehaviour answers(unsigned status, std::string headers = "", std::string body = "") {
  return [=](Passing& passing) { passing.send(answer_of(status, headers, body)); };
}

// The hub's own answer, changed on its way.
Misbehaviour changes(std::string (*change)(std::string answer)) {
  return [change](Passing& passing) {
    passing.close_afterwards();
    passing.send(change(passing.reach_hub()));
  };
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

std::string with_length(std::string answer, int by) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = answer.find(kName);
  if (at == std::string::npos) return answer;
  const auto end = answer.find('\r', at);
  const int length = std::stoi(answer.substr(at + kName.size(), end - at - kName.size()));
  return answer.replace(at, end - at, fmt::format("{}{}", kName, std::max(0, length + by)));
}

// `piece` again and again, until the client has had enough.
void flood(Passing& passing, std::string_view start, std::string_view piece) {
  passing.close_afterwards();
  if (!passing.send(start)) return;
  for (std::size_t sent = 0; sent < kEndless && !passing.ending(); sent += piece.size())
    if (!passing.send(piece)) return;
}

void drip(Passing& passing, std::string_view bytes) {
  passing.close_afterwards();
  // A byte each tenth of a second is a byte each 9 seconds of the patience that a kiosk has.
  for (const char byte : bytes) {
    if (!passing.send({&byte, 1}) || passing.gone_within(std::chrono::milliseconds(100))) return;
  }
}

std::vector<Row> statuses() {
  std::vector<Row> rows;
  for (const unsigned status : {200u, 201u, 202u, 204u, 206u, 300u, 301u, 302u, 303u, 304u, 307u,
                                308u, 400u, 401u, 403u, 404u, 405u, 407u, 409u, 411u, 413u, 416u,
                                418u, 429u, 431u, 500u, 501u, 502u, 503u, 504u, 511u, 599u, 999u})
    rows.push_back({fmt::format("{}, empty", status), answers(status)});
  for (const unsigned status : {200u, 302u, 404u, 500u, 511u})
    rows.push_back({fmt::format("{} with a page", status),
                    answers(status, "Content-Type: text/html\r\n", std::string(kPage))});
  rows.push_back({"302 elsewhere", answers(302, "Location: http://127.0.0.1:9/login\r\n")});
  rows.push_back(
      {"307 to where it came from", [](Passing& passing) {
         passing.send(answer_of(307, "Location: " + passing.request().substr(0, 20) + "\r\n", ""));
       }});
  rows.push_back({"429 with Retry-After", answers(429, "Retry-After: 120\r\n")});
  rows.push_back(
      {"503 with a Retry-After of years", answers(503, "Retry-After: 999999999999\r\n")});
  rows.push_back({"503 with a Retry-After that is none", answers(503, "Retry-After: -1\r\n")});
  rows.push_back(
      {"200 with JSON", answers(200, "Content-Type: application/json\r\n", "{\"ok\":true}")});
  return rows;
}

std::vector<Row> endings() {
  return {
      {"closed without a word", [](Passing& passing) { passing.close_afterwards(); }},
      {"silence",
       [](Passing& passing) {
         passing.close_afterwards();
         passing.wait_for_the_client();
       }},
      {"arrived, and the answer is lost",
       [](Passing& passing) {
         passing.close_afterwards();
         (void)passing.reach_hub();
       }},
      {"arrived, and the answer comes too late",
       [](Passing& passing) {
         passing.close_afterwards();
         const auto answer = passing.reach_hub();
         passing.wait_for_the_client();
         passing.send(answer);
       }},
      {"half of the answer",
       changes([](std::string answer) { return answer.substr(0, answer.size() / 2); })},
      {"a header without its end",
       changes([](std::string answer) { return answer.substr(0, answer.find("\r\n\r\n") + 2); })},
      {"all but the last byte",
       changes([](std::string answer) { return answer.substr(0, answer.size() - 1); })},
      {"a byte now and then", [](Passing& passing) { drip(passing, passing.reach_hub()); }},
  };
}

std::vector<Row> lies() {
  return {
      {"a longer Content-Length",
       changes([](std::string answer) { return with_length(std::move(answer), 100); })},
      {"a shorter Content-Length",
       changes([](std::string answer) { return with_length(std::move(answer), -100); })},
      {"two Content-Lengths", changes([](std::string answer) {
         return replaced(std::move(answer), "\r\n", "\r\nContent-Length: 5\r\n");
       })},
      {"a Content-Length of 2^64", changes([](std::string answer) {
         return replaced(std::move(answer),
                         "Content-Length: ", "Content-Length: 18446744073709551615");
       })},
      {"chunks that are none", changes([](std::string answer) {
         return replaced(std::move(answer), "Content-Length",
                         "Transfer-Encoding: chunked\r\nX-Was");
       })},
      {"compressed, it says", changes([](std::string answer) {
         return replaced(std::move(answer), "\r\n", "\r\nContent-Encoding: gzip\r\n");
       })},
      {"a bit of the body changed", changes([](std::string answer) {
         const auto body = answer.find("\r\n\r\n") + 4;
         if (body < answer.size()) answer[body + (answer.size() - body) / 2] ^= 1;
         return answer;
       })},
      {"the body twice", changes([](std::string answer) {
         const auto body = answer.substr(answer.find("\r\n\r\n") + 4);
         return with_length(answer + body, static_cast<int>(body.size()));
       })},
      {"headers in another case", changes([](std::string answer) {
         const auto end = answer.begin() + static_cast<std::ptrdiff_t>(answer.find("\r\n\r\n"));
         std::transform(answer.begin(), end, answer.begin(), [](char c) {
           return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
         });
         return answer;
       })},
      {"without any header", changes([](std::string answer) {
         return "HTTP/1.1 200 OK\r\n\r\n" + answer.substr(answer.find("\r\n\r\n") + 4);
       })},
      {"HTTP/0.9",
       changes([](std::string answer) { return answer.substr(answer.find("\r\n\r\n") + 4); })},
      {"another origin", changes([](std::string answer) {
         return replaced(std::move(answer), "hub.example", "hub.examplf");
       })},
      {"no nonce", changes([](std::string answer) {
         return replaced(replaced(std::move(answer), "Parvis-Nonce", "Parvis-Once"), "parvis-nonce",
                         "parvis-once");
       })},
      {"a nonce of a kilobyte", changes([](std::string answer) {
         return replaced(std::move(answer),
                         "arvis-nonce: ", "arvis-nonce: " + std::string(1000, 'A'));
       })},
  };
}

std::vector<Row> floods() {
  return {
      {"an endless header",
       [](Passing& passing) { flood(passing, "HTTP/1.1 200 OK\r\nX: ", std::string(16384, 'x')); }},
      {"endless headers",
       [](Passing& passing) { flood(passing, "HTTP/1.1 200 OK\r\n", "X-Line: x\r\n"); }},
      {"an endless body",
       [](Passing& passing) {
         flood(passing, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
               std::string(16384, 'x'));
       }},
      {"an endless body in chunks",
       [](Passing& passing) {
         flood(passing, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
               "4000\r\n" + std::string(16384, 'x') + "\r\n");
       }},
      {"100 Continue for ever",
       [](Passing& passing) {
         std::string piece;
         for (int i = 0; i < 100; ++i) piece += "HTTP/1.1 100 Continue\r\n\r\n";
         flood(passing, "", piece);
       }},
      {"garbage",
       [](Passing& passing) {
         flood(passing, "", std::string("\x16\x03\x01\x02\x00\x01\x00\xff\xfe\x00", 10));
       }},
  };
}

std::vector<Row> doubles() {
  return {
      {"the request, ten times",
       [](Passing& passing) {
         for (int i = 0; i < 9; ++i) (void)passing.reach_hub();
         passing.send(passing.reach_hub());
       }},
      {"the answer, ten times",
       [](Passing& passing) {
         const auto answer = passing.reach_hub();
         for (int i = 0; i < 10; ++i) passing.send(answer);
       }},
      {"an answer before it is asked",
       [](Passing& passing) {
         passing.send(passing.reach_hub());
         passing.send(answer_of(200, "Content-Type: application/json\r\n", "{}"));
       }},
      {"the request altered",
       [](Passing& passing) {
         std::string altered = passing.request();
         altered[altered.find(' ') + 5] ^= 1;
         passing.send(passing.reach_hub(altered));
       }},
      {"the request's last byte altered",
       [](Passing& passing) {
         std::string altered = passing.request();
         if (altered.ends_with("\r\n\r\n"))
           altered = replaced(altered, "parvis-sync", "parvis-snyc");
         else
           altered.back() ^= 1;
         passing.send(passing.reach_hub(altered));
       }},
      {"HEAD answered with a body",
       [](Passing& passing) {
         passing.close_afterwards();
         passing.send(passing.reach_hub() + std::string(kPage));
       }},
  };
}

}  // namespace

std::string answer_of(unsigned status, std::string_view headers, std::string_view body) {
  return fmt::format("HTTP/1.1 {} Said\r\n{}Content-Length: {}\r\n\r\n{}", status, headers,
                     body.size(), body);
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows = [] {
    std::vector<Row> all;
    for (auto part : {statuses(), endings(), lies(), floods(), doubles()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return rows;
}

}  // namespace parvis::network
