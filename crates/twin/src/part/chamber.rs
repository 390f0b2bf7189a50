//! The pump chamber: liquid between membrane, rigid body and the two valve seats, with the little gas that stays in
//! it.

use crate::parameter::parameters;

parameters! {
    /// The chamber's own give.
    ChamberParameters, Disposable, "pump chamber";
    depth_mm: "mm", 0.395, 0.400, 0.405, source: "assumed, because a full stroke of 3 uL leaves room above the largest dose step of 2 uL";
    compliance_ul_kpa: "uL/kPa", 0.002, 0.0035, 0.005, source: "assumed, because the annulus and the seats' lips bulge a little: 0.2 to 0.5 uL per 100 kPa";
    residual_gas_ul: "uL", 0.005, 0.02, 0.04, source: "assumed, because wetting leaves micro-bubbles in corners; also stands for gas coming out of solution under suction";
}
