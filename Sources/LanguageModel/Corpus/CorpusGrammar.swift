/// A seeded grammar of small English-like stories: the corpus when no file is given.
///
/// A line is a paragraph on one topic, made of sentences with agreement between article, noun and
/// verb, one tense per sentence, names that come back, and quoted speech. So there is something to
/// learn at every distance: spelling, word order, agreement, topic. The raw text also holds what
/// preprocessing must remove: about one line in sixteen repeats an earlier one, and some spaces
/// are doubled. Equal seeds give equal bytes everywhere: all draws are integer arithmetic.
public struct CorpusGrammar: Sendable {
  private var random: SplitMix64

  /// Creates a grammar whose text depends on the seed alone.
  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// The next `bytes` bytes of text, ASCII, of whole lines except that the last is cut to length.
  ///
  /// O(bytes).
  public mutating func text(bytes: Int) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes + 1024)
    var recent: [[UInt8]] = []
    while output.count < bytes {
      var line: [UInt8]
      if !recent.isEmpty, random.chance(1, in: 16) {
        line = recent[random.next(below: recent.count)]
      } else {
        line = Array(paragraph().utf8)
        if recent.count == 32 { recent.removeFirst() }
        recent.append(line)
        if random.chance(1, in: 8), let space = line.lastIndex(of: UInt8(ascii: " ")) {
          line.insert(UInt8(ascii: " "), at: space)
        }
      }
      output += line
      output.append(UInt8(ascii: "\n"))
    }
    output.removeLast(output.count - bytes)
    return output
  }

  /// One paragraph: two to five sentences on one topic, without a line end.
  mutating func paragraph() -> String {
    let topic = Self.topics[random.next(below: Self.topics.count)]
    let hero = pick(Self.names)
    let sentences = (0..<2 + random.next(below: 4)).map { _ in sentence(topic, hero) }
    return sentences.joined(separator: " ")
  }

  private mutating func sentence(_ topic: Topic, _ hero: String) -> String {
    let past = random.chance(2, in: 3)
    if random.chance(1, in: 7) {
      let verb = past ? "said" : "says"
      return "\"\(capitalized(clause(topic, hero, past: past))),\" \(verb) \(hero)."
    }
    var text = clause(topic, hero, past: past)
    if random.chance(1, in: 4) { text = "\(pick(Self.openings)), \(text)" }
    if random.chance(1, in: 3) {
      text += "\(pick(Self.joints)) \(clause(topic, hero, past: past))"
    }
    return capitalized(text) + "."
  }

  private mutating func clause(_ topic: Topic, _ hero: String, past: Bool) -> String {
    let subject = subject(topic, hero)
    if random.chance(1, in: 5) {
      let be =
        switch (past, subject.isPlural) {
        case (true, true): "were"
        case (true, false): "was"
        case (false, true): "are"
        case (false, false): "is"
        }
      return "\(subject.text) \(be) \(quality(topic))"
    }
    if random.chance(1, in: 4) {
      let act = conjugated(pick(Self.movements), past, subject.isPlural)
      return "\(subject.text) \(act) \(random.chance(1, in: 2) ? pick(Self.manners) : place(topic))"
    }
    let verb = random.chance(1, in: 4) ? pick(Self.commonActs) : pick(topic.acts)
    let object = phrase(pick(topic.things), topic)
    let act = conjugated(verb, past, subject.isPlural)
    let ending = random.chance(1, in: 3) ? " \(place(topic))" : ""
    return "\(subject.text) \(act) \(object.text)\(ending)"
  }

  private mutating func subject(
    _ topic: Topic, _ hero: String
  ) -> (text: String, isPlural: Bool) {
    switch random.next(below: 6) {
    case 0, 1: (hero, false)
    case 2: ("they", true)
    default: phrase(pick(topic.people), topic)
    }
  }

  private mutating func phrase(
    _ noun: String, _ topic: Topic
  ) -> (text: String, isPlural: Bool) {
    let adjective = random.chance(2, in: 5) ? "\(quality(topic)) " : ""
    switch random.next(below: 6) {
    case 0: return ("\(pick(Self.numbers)) \(adjective)\(noun)s", true)
    case 1: return ("the \(adjective)\(noun)s", true)
    case 2:
      let start = (adjective + noun).utf8.first ?? UInt8(ascii: "x")
      let article = "aeiou".utf8.contains(start) ? "an" : "a"
      return ("\(article) \(adjective)\(noun)", false)
    default: return ("the \(adjective)\(noun)", false)
    }
  }

  private mutating func quality(_ topic: Topic) -> String {
    random.chance(1, in: 2) ? pick(Self.commonQualities) : pick(topic.qualities)
  }

  private mutating func place(_ topic: Topic) -> String {
    "\(pick(Self.prepositions)) the \(pick(topic.places))"
  }

  private func conjugated(_ verb: Verb, _ past: Bool, _ isPlural: Bool) -> String {
    past ? verb.past : isPlural ? verb.present : verb.present + "s"
  }

  /// One of the words; earlier ones are likelier (the smaller of two uniform indices).
  private mutating func pick<Word>(_ words: [Word]) -> Word {
    let first = random.next(below: words.count)
    let second = random.next(below: words.count)
    return words[min(first, second)]
  }

  private func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
