import Foundation
import RealExecution
import Testing

@Suite struct ProcessIdentityTests {
  @Test func aStoppedProcessIsEndedAndAnotherOfItsNumberIsNot() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sleep")
    process.arguments = ["60"]
    try process.run()
    let identity = try #require(ProcessIdentity(of: process.processIdentifier))
    let later = ProcessIdentity(id: identity.id, startTicks: identity.startTicks + 1)
    #expect(identity.isAlive && !later.isAlive)
    #expect(!later.end())
    #expect(identity.isAlive)
    kill(identity.id, SIGSTOP)
    #expect(identity.isAlive)
    #expect(identity.end())
    #expect(!identity.isAlive)
    process.waitUntilExit()
  }
}
