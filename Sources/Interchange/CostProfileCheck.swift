/// Refuses profiles with numbers that cannot have been measured.
struct CostProfileCheck {
  private let profile: CostProfile
  private let name: String

  init(_ profile: CostProfile, name: String) {
    self.profile = profile
    self.name = name
  }

  /// - Throws: ``FormatError`` with the first key whose value is out of the question.
  func check() throws(FormatError) {
    let machine = profile.machine
    try atLeastOne(machine.threads, "machine.threads")
    try positive(machine.peakGFLOPS, "machine.peak_gflops")
    if let concurrent = machine.concurrent { try atLeastOne(concurrent, "machine.concurrent") }
    if let seconds = machine.coordinationSeconds {
      try notNegative(seconds, "machine.coordination_seconds")
    }
    try require(!profile.stages.isEmpty, "stages", "an empty array", "at least one stage")
    var names: Set<String> = []
    for (index, stage) in profile.stages.enumerated() {
      let path = "stages[\(index)]"
      try require(
        names.insert(stage.stage).inserted, "\(path).stage",
        "\(quoted(stage.stage)) a second time", "each stage once")
      try check(stage, path)
      if let fit = stage.fit { try check(fit, "\(path).fit") }
    }
  }

  private func check(_ stage: CostProfile.Stage, _ path: String) throws(FormatError) {
    try positive(stage.units, "\(path).units")
    try positive(stage.medianSeconds, "\(path).median_seconds")
    try check(samples: stage.samples, path)
    let (least, most) = (stage.samples.min() ?? 0, stage.samples.max() ?? 0)
    try require(
      (least...most).contains(stage.medianSeconds), "\(path).median_seconds",
      "\(stage.medianSeconds)", "a number between the least and the largest sample")
    try notNegative(stage.flops, "\(path).flops")
    try notNegative(stage.gflops, "\(path).gflops")
  }

  private func check(_ fit: CostProfile.Fit, _ path: String) throws(FormatError) {
    try notNegative(fit.fixedSeconds, "\(path).fixed_seconds")
    try positive(fit.secondsPerUnit, "\(path).seconds_per_unit")
    try positive(fit.secondsPerRegressor, "\(path).seconds_per_regressor")
    try notNegative(fit.largestResidual, "\(path).largest_residual")
    try require(
      fit.rSquared.isFinite && fit.rSquared <= 1, "\(path).r_squared", "\(fit.rSquared)",
      "a finite number of at most 1")
    try require(
      fit.points.count >= 2, "\(path).points", "\(fit.points.count) points", "at least two")
    var before = 0.0
    for (index, point) in fit.points.enumerated() {
      let path = "\(path).points[\(index)]"
      try positive(point.units, "\(path).units")
      try require(
        point.units > before, "\(path).units", "\(point.units)", "more units than the point before")
      before = point.units
      try positive(point.seconds, "\(path).seconds")
      try check(samples: point.samples, path)
      try notNegative(point.flops, "\(path).flops")
      try notNegative(point.bytes, "\(path).bytes")
      try require(
        point.residual.isFinite, "\(path).residual", "\(point.residual)", "a finite number")
    }
  }

  private func check(samples: [Double], _ path: String) throws(FormatError) {
    try require(!samples.isEmpty, "\(path).samples", "an empty array", "at least one sample")
    for (position, sample) in samples.enumerated() {
      try positive(sample, "\(path).samples[\(position)]")
    }
  }

  private func require(
    _ isTrue: Bool, _ key: String, _ found: String, _ expected: String
  ) throws(FormatError) {
    guard isTrue else {
      throw FormatError(input: name, place: .key(key), found: found, expected: expected)
    }
  }

  private func positive(_ value: Double, _ key: String) throws(FormatError) {
    try require(value.isFinite && value > 0, key, "\(value)", "a finite number above 0")
  }

  private func notNegative(_ value: Double, _ key: String) throws(FormatError) {
    try require(value.isFinite && value >= 0, key, "\(value)", "a finite number of at least 0")
  }

  private func atLeastOne(_ value: Int, _ key: String) throws(FormatError) {
    try require(value >= 1, key, "\(value)", "an integer of at least 1")
  }
}
