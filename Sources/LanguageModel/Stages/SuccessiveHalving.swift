/// The rounds of successive halving: all configurations train for a few steps, the better half goes
/// on, and so on until one is left.
///
/// The budget B is the number of configurations × the steps per trial. It is divided evenly among
/// ⌈log₂ n⌉ rounds and, within a round, among the configurations that are left, so that a survivor
/// gets twice the steps of the round before; each gets one step at least. Whatever n is, a trial costs
/// `stepsPerTrial` steps on average, rounding aside.
///
/// Reference: Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
/// Optimization" (AISTATS 2016), algorithm 1.
package struct SuccessiveHalving {
  /// One round: how many configurations it trains, and each for how many more steps of the task's own
  /// model.
  package struct Round: Equatable {
    package var survivors: Int
    package var steps: Int
  }

  package let rounds: [Round]

  package init(trials: Int, stepsPerTrial: Int) {
    var count = 0
    while 1 << count < trials { count += 1 }
    count = max(1, count)
    var rounds: [Round] = []
    var survivors = trials
    for _ in 0..<count {
      rounds.append(
        Round(
          survivors: survivors, steps: max(1, trials * stepsPerTrial / (survivors * count))))
      survivors = (survivors + 1) / 2
    }
    self.rounds = rounds
  }

  /// Optimizer steps of all configurations together.
  package var totalSteps: Int { rounds.reduce(0) { $0 + $1.survivors * $1.steps } }
  /// Optimizer steps of the configuration that stays to the end.
  package var mostSteps: Int { rounds.reduce(0) { $0 + $1.steps } }
}
