import SchedulingModel
import Testing

@Suite struct WorkflowTests {
}
