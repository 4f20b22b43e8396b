/// The stages of making a language model, in the order in which each needs the ones before.
public enum Stage: String, CaseIterable, Codable, Sendable {
  /// Read a corpus and split it into shards of 1 MiB.
  case loadData = "load_data"
  /// Clean, deduplicate, tokenize and pack each shard.
  case preprocess
  /// A segment of optimizer steps.
  case train
  /// The loss on held-out sequences.
  case evaluate
  /// Trials over the learning rate, each a short training.
  case optimize

  /// What the stage's work is counted in: `shard` (1 MiB of raw text), `token` or `trial`.
  public var unit: String {
    switch self {
    case .loadData, .preprocess: "shard"
    case .train, .evaluate: "token"
    case .optimize: "trial"
    }
  }
}
