/// The words of the grammar. All nouns take a plain "s" in the plural and all verbs one in the
/// third person, so that agreement is a rule and not a table.
extension CorpusGrammar {
  /// A verb's present plural and its past.
  struct Verb: Sendable {
    let present: String
    let past: String

    init(_ present: String, _ past: String) {
      self.present = present
      self.past = past
    }
  }

  /// Words that occur together: a paragraph stays with one topic.
  struct Topic: Sendable {
    let people: [String]
    let things: [String]
    let places: [String]
    let qualities: [String]
    let acts: [Verb]
  }

  static let topics = [
    Topic(
      people: ["sailor", "captain", "pilot", "fisher", "diver", "keeper"],
      things: ["boat", "net", "rope", "anchor", "lantern", "sail", "chart", "barrel", "oar"],
      places: ["harbour", "pier", "island", "lighthouse", "channel", "sandbank"],
      qualities: ["salty", "windward", "battered", "swift", "tarred", "drifting"],
      acts: [
        Verb("moor", "moored"), Verb("haul", "hauled"), Verb("mend", "mended"),
        Verb("steer", "steered"), Verb("lower", "lowered"), Verb("load", "loaded"),
      ]),
    Topic(
      people: ["farmer", "shepherd", "miller", "gardener", "beekeeper", "driver"],
      things: ["cart", "plough", "hive", "fence", "apple", "sack", "lamb", "barrow", "seed"],
      places: ["field", "orchard", "barn", "meadow", "stable", "mill"],
      qualities: ["ripe", "muddy", "fertile", "golden", "wooden", "woolly"],
      acts: [
        Verb("plant", "planted"), Verb("water", "watered"), Verb("gather", "gathered"),
        Verb("feed", "fed"), Verb("weigh", "weighed"), Verb("trade", "traded"),
      ]),
    Topic(
      people: ["engineer", "welder", "smith", "apprentice", "designer", "inspector"],
      things: ["engine", "gear", "bolt", "hammer", "drawing", "valve", "spring", "lathe", "pump"],
      places: ["workshop", "foundry", "yard", "depot", "furnace", "store"],
      qualities: ["rusty", "precise", "heavy", "oiled", "broken", "polished"],
      acts: [
        Verb("repair", "repaired"), Verb("measure", "measured"), Verb("turn", "turned"),
        Verb("test", "tested"), Verb("drill", "drilled"), Verb("order", "ordered"),
      ]),
    Topic(
      people: ["teacher", "printer", "poet", "scholar", "librarian", "student"],
      things: ["book", "letter", "page", "pen", "map", "poem", "notebook", "lamp", "journal"],
      places: ["reading hall", "school", "archive", "printing room", "study", "courtyard"],
      qualities: ["ancient", "learned", "handwritten", "forgotten", "bound", "faded"],
      acts: [
        Verb("read", "read"), Verb("mark", "marked"), Verb("lend", "lent"),
        Verb("print", "printed"), Verb("collect", "collected"), Verb("explain", "explained"),
      ]),
    Topic(
      people: ["astronomer", "watcher", "traveller", "guide", "painter", "clockmaker"],
      things: ["telescope", "star", "comet", "mirror", "clock", "planet", "signal", "compass"],
      places: ["tower", "hilltop", "observatory", "desert", "balcony", "roof"],
      qualities: ["distant", "silent", "bright", "northern", "exact", "moonlit"],
      acts: [
        Verb("observe", "observed"), Verb("follow", "followed"), Verb("count", "counted"),
        Verb("record", "recorded"), Verb("greet", "greeted"), Verb("paint", "painted"),
      ]),
  ]

  static let commonQualities = [
    "old", "new", "small", "large", "good", "quiet", "long", "careful", "strange", "simple",
  ]

  static let commonActs = [
    Verb("see", "saw"), Verb("find", "found"), Verb("need", "needed"), Verb("bring", "brought"),
    Verb("leave", "left"), Verb("keep", "kept"), Verb("know", "knew"),
  ]

  static let movements = [
    Verb("wait", "waited"), Verb("rest", "rested"), Verb("work", "worked"), Verb("sing", "sang"),
    Verb("walk", "walked"), Verb("stay", "stayed"), Verb("return", "returned"),
  ]

  static let manners = [
    "slowly", "early", "quietly", "together", "again", "with care", "without a word", "in the rain",
  ]

  static let prepositions = ["near", "behind", "in", "beside", "above", "from", "before"]

  static let openings = [
    "In the morning", "At last", "After the storm", "Every winter", "Before noon", "As always",
    "On the third day", "Once",
  ]

  static let joints = [", and", ", but", " while", " because", ", so", " until"]

  static let names = [
    "Mara", "Tobin", "Elsa", "Corin", "Petra", "Anselm", "Ruth", "Osric", "Linnea", "Bram",
  ]

  static let numbers = ["two", "three", "four", "five", "seven", "nine", "twelve", "twenty"]
}
