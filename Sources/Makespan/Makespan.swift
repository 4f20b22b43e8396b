// What a policy author needs, in one import.
@_exported import Analysis
@_exported import Scenarios
@_exported import SchedulingModel
@_exported import SchedulingPolicies
@_exported import SimulationEngine
@_exported import WorkflowLibrary
