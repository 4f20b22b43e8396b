extension StageTask {
  /// The mean loss of a checkpoint's model over held-out sequences: `units` tokens in whole batches.
  func evaluate(_ progress: (StageProgress) -> Void) throws(LanguageModelError) -> StageReport {
    var report = StageReport(units: 0)
    guard let path = inputs.checkpoint else { throw .missingInput(stage: stage, needs: .train) }
    let dataset = try dataset(keeping: .heldOut, &report)
    let checkpoint = try startingPoint(path, &report)
    let configuration = checkpoint.configuration
    let model = Transformer(checkpoint)
    let batches = batches(of: configuration)
    var batch = TokenBatch(zerosOf: configuration)
    var total = 0.0
    for index in 0..<batches {
      dataset.fillHeldOut(&batch, first: index * batch.batch)
      total += try model.loss(on: batch)
      progress(StageProgress(step: index + 1, of: batches))
    }
    let tokens = batches * configuration.tokensPerStep
    let bits = (total / Double(batches)).bitsPerByte
    report.bytesWritten = try writeResult(
      EvaluationResult(
        bitsPerByte: bits, batches: batches, tokens: tokens, steps: checkpoint.steps,
        width: configuration.width), to: output)
    report.units = Double(tokens)
    report.operations = model.operations
    report.metrics["bits_per_byte"] = bits
    return report
  }
}
