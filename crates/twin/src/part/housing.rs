//! The housing's temperature, between the wearer's skin and the air.

use crate::parameter::parameters;

parameters! {
    /// Heat paths of the housing.
    HousingParameters, "housing";
    heat_capacity_j_k: "J/K", 25.0, 30.0, 35.0, source: "assumed, because 30 g of plastic and liquid store about 1 J/(g K)";
    to_air_w_k: "W/K", 0.03, 0.05, 0.07, source: "[INC] natural convection and radiation, about 10 W/(m2 K) over 50 cm2";
    to_skin_w_k: "W/K", 0.01, 0.02, 0.03, source: "assumed, because a tethered pump is worn in a pocket or on a belt, not on the skin";
    skin_c: "degC", 31.0, 32.0, 34.0, source: "assumed, because clothed skin is about this warm";
}

impl HousingParameters {
    /// Temperature after a while in surroundings that stay the same, from `temperature_c`; implicit, so any length of time is stable.
    pub(crate) fn after(&self, temperature_c: f64, air_c: f64, power_w: f64, seconds: f64) -> f64 {
        let share = seconds / self.heat_capacity_j_k;
        let inflow = power_w + self.to_air_w_k * air_c + self.to_skin_w_k * self.skin_c;
        (temperature_c + share * inflow) / (1.0 + share * (self.to_air_w_k + self.to_skin_w_k))
    }

    /// Temperature that the housing settles at without power, degC.
    pub(crate) fn resting(&self, air_c: f64) -> f64 {
        (self.to_air_w_k * air_c + self.to_skin_w_k * self.skin_c) / (self.to_air_w_k + self.to_skin_w_k)
    }
}
