//! What wearing and handling do to closures, set and site: punctures, wear, kinks, and how the device sits on the body.

use super::Twin;
use crate::assembly::access::FillMove;
use crate::assembly::action::Action;
use crate::assembly::connector::{ConnectorMove, Depth};
use crate::assembly::infusion_device::{DeviceMove, Stage};
use crate::assembly::topology::Joint;
use crate::fault::FaultKind;
use crate::part::autoinserter::{Hindrance, Needle};
use crate::part::fastener::Fastener;
use crate::part::septum::Septum;
use crate::part::vent::{Vent, VentSurroundings, unclogged_share};
use crate::path::{EdgeKind, LEAK_UL_S_KPA, RESERVOIR};
use crate::random::Random;

/// Frequency of a wearer's shaking, Hz. Assumed, because steps come at two a second and jolt with some harmonics.
const SHAKING_HZ: f64 = 5.0;
/// Time after which wear is looked at again, s.
const WEAR_STEP_S: f64 = 60.0;
/// Friction of a complete jam in the autoinserter, N. Assumed, because its springs push less.
const INSERTER_JAM_N: f64 = 10.0;

/// What of gravity and shaking reaches the device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Felt {
    /// Gravity in the device's axes, g.
    pub(super) gravity: [f64; 3],
    /// Shaking, g.
    pub(super) shock_g: f64,
}

/// State of closures, set and site.
#[derive(Debug, Clone)]
pub(super) struct Worn {
    pub(super) vent: Vent,
    pub(super) fastener: Fastener,
    pub(super) felt: Felt,
    /// Time since the cannula was inserted, s.
    inserted_s: f64,
    /// Time of its own, and at which wear was last looked at, s.
    clock_s: f64,
    looked_s: f64,
    /// How badly the insertion kinked the cannula, and which share of it stayed outside.
    kink: f64,
    out: f64,
    /// Push of a fill needle on the reservoir's liquid, kPa.
    push_kpa: f64,
    /// Chance of cores and kinks.
    random: Random,
}

impl Worn {
    pub(super) fn new(vent: Vent, fastener: Fastener, random: Random) -> Self {
        let felt = Felt { gravity: [0.0, 0.0, -1.0], shock_g: 0.0 };
        Self {
            vent,
            fastener,
            felt,
            inserted_s: 0.0,
            clock_s: 0.0,
            looked_s: 0.0,
            kink: 0.0,
            out: 0.0,
            push_kpa: 0.0,
            random,
        }
    }
}

impl Twin {
    /// Lets closures and set follow what hands have done.
    pub(super) fn handled(&mut self, action: Action) {
        let [fill, device] = [0, 1];
        match action {
            Action::Fill(FillMove::InsertNeedle) => {
                let [length_mm, width_mm] =
                    [self.unit.disposable.trap.bag_length_mm, self.unit.disposable.trap.bag_width_mm];
                let rubber = self.unit.disposable.fill_septum.rubber();
                self.worn.push_kpa = self.assembly.design.septum_site.push_kpa(&rubber, length_mm * width_mm);
                self.pierced(fill);
            }
            Action::Fill(FillMove::WithdrawNeedle) => {
                self.worn.push_kpa = 0.0;
                self.withdrawn(fill);
            }
            Action::Device(DeviceMove::Pierce) => self.pierced(device),
            Action::Device(DeviceMove::Unmate) => self.withdrawn(device),
            Action::Device(DeviceMove::Fire) => self.fired(),
            Action::Device(DeviceMove::PushNeedle) => self.inserted(0.0, 0.0),
            Action::NewConnector(_) => self.new_line(),
            Action::NewDevice => {
                let rubber = self.unit.set.device_septum.rubber();
                self.plant.path.septa()[device].kind = EdgeKind::Septum { septum: Septum::new(rubber), back_kpa: 0.0 };
                // Where a fluid connector has the tubing, only the infusion device is new.
                if !self.assembly.design.topology.has(Joint::TaperedOpening) {
                    self.new_line();
                }
            }
            Action::Housings(_)
            | Action::Fill(FillMove::OpenCover | FillMove::CloseCover)
            | Action::Connector(_)
            | Action::Device(_)
            | Action::AttachTubing
            | Action::DetachTubing
            | Action::NewDisposable(_) => {}
        }
    }

    /// A line with nothing but air in it takes the place of the old one.
    fn new_line(&mut self) {
        self.gas.discarded_ul += self.gas.path.renew_line();
        self.swell();
    }

    /// How badly the cannula that is worn was kinked as it went in, 0 to 1.
    pub fn kink(&self) -> f64 {
        self.worn.kink
    }

    /// A cannula is new in the skin, kinked this badly and with this share of its length outside.
    fn inserted(&mut self, kink: f64, out: f64) {
        (self.worn.kink, self.worn.out) = (kink, out);
        self.worn.inserted_s = 0.0;
        self.age_site();
    }

    pub(super) fn age_site(&mut self) {
        let kpa_s_ul = self.unit.site.tissue.resistance(self.worn.inserted_s / 3600.0);
        self.plant.path.uptake().kind = EdgeKind::Uptake { kpa_s_ul };
    }

    fn pierced(&mut self, which: usize) {
        if let EdgeKind::Septum { septum, .. } = &mut self.plant.path.septa()[which].kind {
            septum.pierce(1.0, &mut self.worn.random);
        }
    }

    fn withdrawn(&mut self, which: usize) {
        if let EdgeKind::Septum { septum, .. } = &mut self.plant.path.septa()[which].kind {
            septum.withdraw();
        }
    }

    /// The autoinserter goes off.
    fn fired(&mut self) {
        let severities = &self.severities;
        let length_mm = self.unit.set.cannula.length_mm;
        let blocked = severities.of(FaultKind::InserterBlocked);
        let hindrance = Hindrance {
            drive_lost: severities.of(FaultKind::InserterDriveWeak),
            return_lost: severities.of(FaultKind::InserterReturnWeak),
            friction_n: INSERTER_JAM_N * severities.of(FaultKind::InserterFriction),
            blocked_mm: (blocked > 0.0).then_some((1.0 - blocked) * length_mm),
        };
        let shot = self.unit.set.autoinserter.fire(length_mm, &hindrance);
        // A needle that stays in the cannula stops it.
        let kink = match shot.needle {
            Needle::Retracted => shot.kink(&self.unit.set.autoinserter, &mut self.worn.random),
            Needle::Stuck => 1.0,
        };
        self.inserted(kink, shot.out);
    }

    /// Pulls at the device on the body, N in the device's axes. Returns whether it stays; a device that is mated directly
    /// takes the infusion device with it when it does not.
    pub fn tug(&mut self, pull_n: [f64; 3]) -> bool {
        let holds = self.worn.fastener.holds(pull_n);
        if !holds && !self.assembly.design.topology.has_tubing() {
            // What is off already cannot come off.
            let _already = self.act(Action::Device(DeviceMove::PeelOff));
        }
        holds
    }

    /// Pulls at the tubing, N. Returns whether it stays in its tapered opening.
    pub fn tug_tubing(&mut self, force_n: f64) -> bool {
        let mut bond = self.unit.set.bond.joint(1.0 - self.severities.of(FaultKind::TubingLoose));
        bond.pull(force_n);
        if !bond.joins() {
            // What is out already, or was never there, cannot come out.
            let _already = self.act(Action::Connector(ConnectorMove::TugTubing));
        }
        bond.joins()
    }

    /// Gives the path what joints, cannula and septa let through.
    pub(super) fn lay_on_set(&mut self) {
        let severities = self.severities;
        let set = &self.unit.set;
        let kink = self.worn.kink.max(severities.of(FaultKind::CannulaKink));
        let out = self.worn.out.max(severities.of(FaultKind::CannulaDislodged));
        let onto_skin = set.cannula.leak_share(out, self.unit.site.tissue.skin_mm);
        let open = (1.0 - severities.of(FaultKind::Occlusion)) * set.cannula.kinked_share(kink);
        let half = self.assembly.state.connector.is_some_and(|connector| connector.plug == Depth::Half);
        let plug = (1.0 - severities.of(FaultKind::PlugLoose)).min(if half { 0.5 } else { 1.0 });
        let bond = 1.0 - severities.of(FaultKind::TubingLoose);
        let joints = set.plug.joint(plug).leak_ul_s(1.0) + set.bond.joint(bond).leak_ul_s(1.0);
        let connected = self.joined.conducts && plug > 0.0 && bond > 0.0;
        let path = &mut self.plant.path;
        let line = path.line;
        let tip = path.tip();
        let EdgeKind::Tip { kpa_s_ul } = tip.kind else { unreachable!("the tip is a tip") };
        tip.share = if connected { open * (1.0 - onto_skin) } else { 0.0 };
        let skin = if connected { open * onto_skin / (kpa_s_ul * LEAK_UL_S_KPA) } else { 0.0 };
        path.leak(line).share = self.joined.leak_share.max((joints / LEAK_UL_S_KPA + skin).min(1.0));
        let torn = [FaultKind::FillSeptumTorn, FaultKind::DeviceSeptumTorn];
        for (edge, kind) in path.septa().iter_mut().zip(torn) {
            if let EdgeKind::Septum { septum, .. } = &mut edge.kind {
                septum.torn = septum.torn.max(severities.of(kind));
                // Sound rubber opens at pressures that the path never has.
                edge.share = if septum.is_open() { 1.0 } else { 0.0 };
            }
        }
        self.worn.fastener.engaged = 1.0 - severities.of(FaultKind::FastenerWorn);
        self.feel();
        self.worn.vent.wetted |= severities.of(FaultKind::VentWetted) > 0.5;
    }

    /// After a step of this length (s): the vent breathes, cuts close, and the site ages.
    pub(super) fn wear(&mut self, seconds: f64) {
        self.breathe(seconds);
        if self.assembly.state.device.stage >= Stage::Fired {
            self.worn.inserted_s += seconds;
        }
        self.worn.clock_s += seconds;
        let since_s = self.worn.clock_s - self.worn.looked_s;
        if since_s < WEAR_STEP_S {
            return;
        }
        self.worn.looked_s = self.worn.clock_s;
        let mut closed = false;
        for edge in self.plant.path.septa() {
            if let EdgeKind::Septum { septum, .. } = &mut edge.kind {
                septum.advance(since_s);
                closed |= edge.share > 0.0 && !septum.is_open();
            }
        }
        self.age_site();
        if closed {
            self.lay_on_set();
            self.restructured();
        }
    }

    /// Lets the space behind the reservoir's wall take part of the air outside.
    pub(super) fn breathe(&mut self, seconds: f64) {
        let outside = self.vent_surroundings();
        let bag_ul = self.bag_ul();
        let share = unclogged_share(self.severities.of(FaultKind::VentClogged));
        let space_kpa = self.worn.vent.advance(&self.unit.disposable.vent, &outside, share, bag_ul, seconds);
        let behind_kpa = space_kpa - outside.ambient_kpa;
        let path = &mut self.plant.path;
        path.nodes[RESERVOIR].around_kpa = behind_kpa + self.worn.push_kpa;
        if let EdgeKind::Septum { back_kpa, .. } = &mut path.septa()[0].kind {
            *back_kpa = self.assembly.design.septum_site.back_kpa(behind_kpa);
        }
    }

    pub(super) fn vent_surroundings(&self) -> VentSurroundings {
        VentSurroundings { ambient_kpa: self.environment.ambient_kpa, water_kpa: 0.0, temperature_c: self.housing_c }
    }

    /// Volume of the bag with what is in it, uL.
    fn bag_ul(&self) -> f64 {
        self.reservoir_ul() + self.gas.bubbles_ul()
    }

    /// Works out gravity and shaking as they reach the device on the body.
    pub(super) fn feel(&mut self) {
        let fastener = &self.worn.fastener;
        let [x, y, z] = fastener.shaking([0.0, 0.0, self.environment.shock_g], SHAKING_HZ);
        let shock_g = (x * x + y * y + z * z).sqrt();
        self.worn.felt = Felt { gravity: fastener.gravity(self.environment.gravity), shock_g };
    }
}
