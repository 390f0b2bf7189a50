//! The housing's temperature, between the wearer's skin and the air.

use crate::parameter::parameters;

parameters! {
    /// Heat paths of the housing.
    HousingParameters, Reusable, "housing";
    heat_capacity_j_k: "J/K", 25.0, 30.0, 35.0, source: "assumed, because 30 g of plastic and liquid store about 1 J/(g K)";
    to_air_w_k: "W/K", 0.03, 0.05, 0.07, source: "[INC] natural convection and radiation, about 10 W/(m2 K) over 50 cm2";
    to_skin_w_k: "W/K", 0.01, 0.02, 0.03, source: "assumed, because a tethered pump is worn in a pocket or on a belt, not on the skin";
    skin_c: "degC", 31.0, 32.0, 34.0, source: "assumed, because clothed skin is about this warm";
}

impl HousingParameters {
    /// Temperature after a while in surroundings that stay the same, from `temperature_c`; implicit, so any length of
    /// time is stable.
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

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#[expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]
mod tests {
    use super::*;

    /// After a step of the air's temperature and of power, in steps of this length: largest distance from the
    /// exponential, as a share of the rise.
    fn worst(step_s: f64) -> f64 {
        let housing = HousingParameters::nominal();
        let (air_c, power_w) = (10.0, 0.3);
        let conductance = 0.05 + 0.02;
        let time_constant_s = 30.0 / conductance;
        let end_c = (power_w + 0.05 * air_c + 0.02 * 32.0) / conductance;
        let (mut t, mut temperature, mut worst) = (0.0, 25.0, 0.0_f64);
        while t < 5.0 * time_constant_s {
            temperature = housing.after(temperature, air_c, power_w, step_s);
            t += step_s;
            let exact = end_c + (25.0 - end_c) * (-t / time_constant_s).exp();
            worst = worst.max((temperature - exact).abs() / (end_c - 25.0).abs());
        }
        worst
    }

    #[test]
    fn warming_follows_the_exponential_to_first_order_of_the_step() {
        let rows = [(1.0, 5e-4), (10.0, 5e-3), (60.0, 3e-2)];
        for (step_s, allowed) in rows {
            let error = worst(step_s);
            println!("housing, step response in steps of {step_s} s: error {:.2} % of the rise", 100.0 * error);
            assert!(error < allowed, "{step_s} s: {error}");
        }
    }

    #[test]
    fn at_rest_nothing_changes() {
        let housing = HousingParameters::nominal();
        for air_c in [-10.0, 5.0, 23.0, 40.0] {
            let resting = housing.resting(air_c);
            assert!((housing.after(resting, air_c, 0.0, 1e4) - resting).abs() < 1e-9, "{air_c} degC");
        }
    }
}
