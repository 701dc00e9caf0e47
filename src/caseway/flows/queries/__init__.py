from caseway.flows.queries.instances import FlowView, StageView, StepView, flow_view
from caseway.flows.queries.plans import flow_plans, visible_flows

__all__ = ["FlowView", "StageView", "StepView", "flow_plans", "flow_view", "visible_flows"]
