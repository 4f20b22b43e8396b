// swift-tools-version: 6.2
import PackageDescription

// One debug and one release build serve everything: warnings become errors here, where only the
// project's own targets are touched, rather than through a global flag that rebuilds dependencies.
let strict: [SwiftSetting] =
  Context.environment["MAKESPAN_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

// The language model's vectors are compiled for any x86-64, that is for SSE2, unless
// MAKESPAN_ARCH says otherwise: with x86-64-v3 they are AVX2 with fused multiply-adds. Only that
// target is rebuilt, and a package that depends on this one never sees an unsafe flag.
let architecture = Context.environment["MAKESPAN_ARCH"] ?? ""
let vectors: [SwiftSetting] =
  (architecture.isEmpty ? [] : [.unsafeFlags(["-Xcc", "-march=\(architecture)"])])
  + (["x86-64-v3", "x86-64-v4"].contains(architecture) ? [.define("FUSED_MULTIPLY_ADD")] : [])

let package = Package(
  name: "makespan",
  products: [
    .library(name: "Makespan", targets: ["Makespan"]),
    .executable(name: "makespan", targets: ["MakespanCommand"]),
    .executable(name: "makespan-bench", targets: ["MakespanBenchmarks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [
    .target(name: "SchedulingModel", swiftSettings: strict),
    .target(
      name: "SimulationEngine",
      dependencies: [
        "SchedulingModel", .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: strict),
    .target(
      name: "SchedulingPolicies",
      dependencies: [
        "SimulationEngine", .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: strict),
    .target(name: "Analysis", dependencies: ["SimulationEngine"], swiftSettings: strict),
    .target(name: "WorkflowLibrary", dependencies: ["SchedulingModel"], swiftSettings: strict),
    .target(
      name: "Interchange", dependencies: ["SchedulingModel", "SwiftCSV"], swiftSettings: strict),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "LanguageModel", dependencies: ["COpenBLAS"], swiftSettings: strict + vectors),
    .target(
      name: "Scenarios",
      dependencies: ["SchedulingPolicies", "WorkflowLibrary", "Interchange", "Yams"],
      swiftSettings: strict),
    .target(
      name: "Reports",
      dependencies: [
        "Scenarios", "Analysis", .product(name: "TextTable", package: "TextTable"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: strict),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(
      name: "RealExecution",
      dependencies: [
        "Scenarios", "Analysis", "LanguageModel", "COpenSSL",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "MakespanCommand",
      dependencies: [
        "Reports", "RealExecution", "LanguageModel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "MakespanBenchmarks",
      dependencies: ["SchedulingPolicies", "WorkflowLibrary", "LanguageModel"],
      swiftSettings: strict),
    .target(
      name: "Makespan",
      dependencies: [
        "SchedulingModel", "SimulationEngine", "SchedulingPolicies", "Analysis", "WorkflowLibrary",
        "Scenarios",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SchedulingModelTests", dependencies: ["SchedulingModel"], swiftSettings: strict),
    .testTarget(
      name: "SimulationEngineTests", dependencies: ["SimulationEngine"], swiftSettings: strict),
    .testTarget(
      name: "SchedulingPoliciesTests",
      dependencies: ["SchedulingPolicies", "Analysis", "Interchange", "WorkflowLibrary"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(name: "ScenariosTests", dependencies: ["Scenarios"], swiftSettings: strict),
    .testTarget(
      name: "ValidationTests", dependencies: ["Scenarios", "Analysis", "Reports"],
      resources: [.copy("Scenarios")], swiftSettings: strict),
    .testTarget(name: "ReportsTests", dependencies: ["Reports"], swiftSettings: strict),
    .testTarget(
      name: "AnalysisTests", dependencies: ["Analysis", "SchedulingPolicies"],
      swiftSettings: strict),
    .testTarget(
      name: "WorkflowLibraryTests", dependencies: ["WorkflowLibrary"], swiftSettings: strict),
    .testTarget(
      name: "InterchangeTests", dependencies: ["Interchange", "WorkflowLibrary"],
      swiftSettings: strict),
    .testTarget(
      name: "LanguageModelTests", dependencies: ["LanguageModel"], swiftSettings: strict),
    .testTarget(
      name: "RealExecutionTests",
      dependencies: [
        "RealExecution", "SchedulingPolicies", .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: strict),
    .testTarget(
      name: "MakespanCommandTests", dependencies: ["MakespanCommand", "RealExecution"],
      resources: [.copy("Snapshots")], swiftSettings: strict),
    .testTarget(name: "MakespanTests", dependencies: ["Makespan"], swiftSettings: strict),
  ]
)
