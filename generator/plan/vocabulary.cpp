#include "generator/plan/vocabulary.hpp"

#include <array>
#include <string_view>

namespace hookworthy::plan::vocabulary {
namespace {

// Fails to compile when a text is too long.
template <typename Text, std::size_t Count>
consteval std::array<Text, Count> cells(const std::array<std::string_view, Count>& texts) {
  std::array<Text, Count> result{};
  for (std::size_t i = 0; i < Count; ++i) {
    for (std::size_t at = 0; at < texts[i].size(); ++at) result[i].bytes.at(at) = texts[i][at];
    result[i].size = static_cast<std::uint8_t>(texts[i].size());
  }
  return result;
}

constexpr auto first = cells<Name>(std::to_array<std::string_view>(
    {"Anna",   "Olivia",   "Liam",   "Noah",    "Emma",   "Zoë",     "José",  "François",
     "Inês",   "Jürgen",   "Søren",  "Łukasz",  "Dvořák", "Nguyễn",  "Ayşe",  "Siobhán",
     "D'Arcy", "Jean-Luc", "Мария",  "Дмитрий", "Алёна",  "Олексій", "Ελένη", "Γιώργος",
     "שרה",    "דוד",      "فاطمة",  "محمد",    "प्रिया",  "अर्जुन",    "வேலு",  "ปิยะ",
     "李",     "伟",       "さくら", "健太",    "민준",   "서연",    "Աննա",  "ნინო",
     "Amina",  "Kwame",    "Thandi", "Mikael",  "Aino",   "Bjørk",   "Ágnes", "Marie Anne"}));

constexpr auto last = cells<Name>(std::to_array<std::string_view>({"Smith",
                                                                   "Garcia",
                                                                   "O'Neill",
                                                                   "van der Berg",
                                                                   "Müller",
                                                                   "Núñez",
                                                                   "Çelik",
                                                                   "Ångström",
                                                                   "Kowalski",
                                                                   "Nowák",
                                                                   "Trần",
                                                                   "Ó Briain",
                                                                   "Saint-Exupéry",
                                                                   "Иванова",
                                                                   "Петров",
                                                                   "Шевченко",
                                                                   "Παπαδόπουλος",
                                                                   "כהן",
                                                                   "لوي",
                                                                   "الحسن",
                                                                   "शर्मा",
                                                                   "पटेल",
                                                                   "ราชา",
                                                                   "王",
                                                                   "张",
                                                                   "田中",
                                                                   "김",
                                                                   "박",
                                                                   "Հակոբյան",
                                                                   "ბერიძე",
                                                                   "Okafor",
                                                                   "Mensah",
                                                                   "Dlamini",
                                                                   "Korhonen",
                                                                   "Guðmundsdóttir",
                                                                   "Szabó",
                                                                   "Fitzgerald-Jones",
                                                                   "Li",
                                                                   "Wu",
                                                                   "de la Cruz"}));

constexpr auto company = cells<Name>(std::to_array<std::string_view>(
    {"Lighthouse Language School", "Acorn & Sons", "North Wind Clinic", "Café Olé",
     "Студия «Ромашка»", "Zahnärzte am Markt", "Blue Door Yoga", "さくら美容室",
     "Bright Minds Tutoring", "Atelier Été", "The 5 o'clock Barbers", "Ψυχή & Σώμα", "مركز النور",
     "Honest Garage", "Pixel/Perfect Studio", "O"}));

constexpr auto title = cells<Title>(std::to_array<std::string_view>({"English conversation",
                                                                     "First consultation",
                                                                     "Haircut and beard",
                                                                     "Yoga for beginners",
                                                                     "Deep tissue massage, 60 min",
                                                                     "Консультация юриста",
                                                                     "Zahnreinigung",
                                                                     "Cours de piano",
                                                                     "Clase de guitarra",
                                                                     "数学辅导",
                                                                     "日本語レッスン",
                                                                     "Mock interview",
                                                                     "Car inspection",
                                                                     "Eye test",
                                                                     "Portrait session",
                                                                     "Tax return 2025",
                                                                     "Couples therapy",
                                                                     "Swim class (5-7)",
                                                                     "Résumé review",
                                                                     "C++ code review"}));

constexpr auto sentence = cells<Sentence>(
    std::to_array<std::string_view>({"Please call when you start.",
                                     "First time here, looking forward to it!",
                                     "I will be about ten minutes late.",
                                     "Is there parking near the entrance?",
                                     "Предпочитаю онлайн-встречу, спасибо.",
                                     "Перенесите, пожалуйста, на вечер.",
                                     "Je préfère le matin, si possible.",
                                     "Bitte per E-Mail bestätigen.",
                                     "¿Podemos hablar en español?",
                                     "会議室を予約してください。",
                                     "请提前发送资料。",
                                     "يرجى الاتصال قبل الموعد.",
                                     "נא להגיע עשר דקות לפני.",
                                     "कृपया समय पर आएँ।",
                                     "Bringing my laptop \U0001F4BB and two printed copies.",
                                     "See you there \U0001F44D\U0001F3FD",
                                     "The door code is 4711#; ring twice.",
                                     "Same as last time, but 30 minutes longer.",
                                     "Needs an invoice for 45.50 EUR.",
                                     "Asked for a whiteboard and a quiet room.",
                                     "Discussed goals; next step is a trial lesson.",
                                     "Client is travelling that day.",
                                     "Went through chapters 1-3; homework is set.",
                                     "No show, tried to call twice.",
                                     "Very happy with the result, wants a follow-up in May.",
                                     "N/A",
                                     "-",
                                     "ok",
                                     "Allergic to latex; please use the other gloves.",
                                     "Moved from Tuesday because of the bank holiday.",
                                     "Prefers Zoom over phone, camera off.",
                                     "50 % discount agreed with the owner."}));

constexpr auto word = cells<Word>(std::to_array<std::string_view>(
    {"amber",   "birch", "cedar",  "delta",  "ember",  "fjord", "grove",  "harbor", "island",
     "juniper", "kite",  "lagoon", "maple",  "north",  "ocean", "pine",   "quartz", "river",
     "stone",   "tulip", "umber",  "valley", "willow", "xenon", "yarrow", "zephyr"}));

}  // namespace

std::span<const Name> first_names() {
  return first;
}
std::span<const Name> last_names() {
  return last;
}
std::span<const Name> companies() {
  return company;
}
std::span<const Title> titles() {
  return title;
}
std::span<const Sentence> sentences() {
  return sentence;
}
std::span<const Word> words() {
  return word;
}

}  // namespace hookworthy::plan::vocabulary
