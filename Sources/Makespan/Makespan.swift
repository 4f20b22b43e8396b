// What a policy author needs, in one import.
@_exported import Analysis
@_exported import SchedulingModel
@_exported import SchedulingPolicies
@_exported import SimulationEngine
