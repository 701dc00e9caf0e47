from caseway.flows.queries.fields import fields_for, kinds, offer_fields
from caseway.flows.queries.instances import FlowView, StageView, StepView, flow_view
from caseway.flows.queries.plans import flow_plans, visible_flows
from caseway.flows.queries.settings import configured_flows, configured_stages, configured_steps, standing_in

__all__ = [
    "FlowView",
    "StageView",
    "StepView",
    "configured_flows",
    "configured_stages",
    "configured_steps",
    "fields_for",
    "flow_plans",
    "flow_view",
    "kinds",
    "offer_fields",
    "standing_in",
    "visible_flows",
]
