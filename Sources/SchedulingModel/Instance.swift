/// One problem instance: jobs of tasks, the cluster to run them on, and their estimated costs.
///
/// This is everything that a policy may know. Actual lengths and failures to come are the engine's; how
/// often things fail on average is part of the cluster and of ``reliability``.
public struct Instance: Sendable {
  /// A workflow that arrives as a whole.
  public struct Job: Sendable, Equatable {
    /// Unique in the instance.
    public var name: String
    /// When its tasks become known, in seconds.
    public var arrival: Double
    /// The ids of its tasks in the instance's workflow.
    public var tasks: Range<Int>

    /// Creates a job.
    public init(name: String, arrival: Double, tasks: Range<Int>) {
      self.name = name
      self.arrival = arrival
      self.tasks = tasks
    }
  }

  /// All jobs' tasks in one graph.
  public let workflow: Workflow
  /// The jobs, by arrival order of declaration.
  public var jobs: [Job]
  /// Where the tasks run.
  public let cluster: Cluster
  /// Estimated costs: what policies see.
  public var costs: CostModel
  /// What is known beforehand of how work is lost and comes back.
  public var reliability: Reliability
  /// The job of each task.
  public let jobOfTask: [Int32]

  /// Creates an instance.
  public init(
    workflow: Workflow, jobs: [Job], cluster: Cluster, costs: CostModel,
    reliability: Reliability = .none
  ) {
    self.workflow = workflow
    self.jobs = jobs
    self.cluster = cluster
    self.costs = costs
    self.reliability = reliability
    var jobOfTask = [Int32](repeating: 0, count: workflow.taskCount)
    for (index, job) in jobs.enumerated() {
      for task in job.tasks { jobOfTask[task] = Int32(index) }
    }
    self.jobOfTask = jobOfTask
  }

  /// One job that arrives at time 0, with costs from the workflow alone.
  public init(
    _ workflow: Workflow, on cluster: Cluster, stageCosts: [String: [StageCost]] = [:]
  ) throws(CostError) {
    self.init(
      workflow: workflow,
      jobs: [Job(name: workflow.name, arrival: 0, tasks: 0..<workflow.taskCount)],
      cluster: cluster,
      costs: try CostModel(workflow: workflow, cluster: cluster, stageCosts: stageCosts))
  }

  /// When a task's job arrives, in seconds.
  @inline(__always)
  public func arrival(of task: Int) -> Double { jobs[Int(jobOfTask[task])].arrival }
}
