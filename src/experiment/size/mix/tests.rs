//! The mix against complete enumeration, and against answers by hand.

use super::*;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} {b}");
}

/// Parts at prices, bought in any amount, of which a unit is used a day.
fn mixer(need: Vec<Vec<i64>>, prices: &[f64], harm: Harm) -> Mixer {
    let purchases: Vec<Purchase> = prices.iter().map(|price| Purchase::plain(*price)).collect();
    Mixer::new(need, &purchases, &vec![1.0; prices.len()], harm)
}

/// Whole numbers that look random: the high bits of a linear congruence.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// Every mix of levels that trials need, and nothing: the least money that loses at most `most`.
fn enumerated(mixer: &Mixer, most: f64) -> f64 {
    let levels: Vec<Vec<i64>> = mixer
        .parts
        .iter()
        .map(|part| {
            let mut levels: Vec<i64> =
                part.need.iter().map(|need| part.purchase.up((*need).max(0))).chain([0]).collect();
            levels.sort_unstable();
            levels.dedup();
            levels
        })
        .collect();
    let mut least = f64::INFINITY;
    let mut at = vec![0; levels.len()];
    loop {
        let mix: Mix = at.iter().zip(&levels).map(|(at, levels): (&usize, &Vec<i64>)| levels[*at]).collect();
        if mixer.money(&mix) < least && mixer.lost(&mix) <= most && mixer.meets_classes(&mix) {
            least = mixer.money(&mix);
        }
        let Some(part) = (0..at.len()).find(|part| at[*part] + 1 < levels[*part].len()) else { return least };
        at[part] += 1;
        at[..part].fill(0);
    }
}

/// Ten trials, two parts: a day of b costs ten days of a. One trial may halt. Without the trial that needs 9 days of b,
/// 4 days of b are left; to give up the trial that needs 30 of a would save less: 30 a and 4 b are 70, 8 a and 9 b 98.
#[test]
fn the_dear_part_is_lowered_first() {
    let a = vec![30, 8, 3, 1, 0, 0, -4, -5, -5, -6];
    let b = vec![0, 0, 4, 9, 0, -1, -2, -3, 0, 1];
    let mixer = mixer(vec![a, b], &[1.0, 10.0], Harm::Halts);
    assert_eq!(mixer.plenty(), [30, 9]);
    let mix = mixer.cheapest(&[0, 0], 1.0);
    assert_eq!(mix, [30, 4]);
    let mut other = mixer.plenty();
    mixer.descend(&mut other, &[0, 0], 1.0, |_, _, _| false);
    assert_eq!(other, mix);
    close(mixer.lost(&mix), 1.0);
    close(mixer.money(&mix), 70.0);
    close(enumerated(&mixer, 1.0), 70.0);
    // The line is halted for its shortest part: 5 days of b in the fourth trial.
    let days = Mixer { harm: Harm::Days, ..mixer };
    close(days.lost(&[30, 4]), 5.0);
    close(days.lost(&[0, 0]), 30.0 + 8.0 + 4.0 + 9.0 + 1.0);
}

/// A small case: three parts, thirty trials, shared trouble.
fn small(case: u64, harm: Harm) -> (Mixer, f64) {
    let mut next = numbers(case);
    let shared: Vec<u64> = (0..30).map(|_| if next(4) == 0 { next(20) } else { 0 }).collect();
    let mut part = || shared.iter().map(|s| (s + next(30)) as i64 - 12).collect::<Vec<i64>>();
    let need = vec![part(), part(), part()];
    let prices = [1.0 + next(5) as f64, 5.0 + next(20) as f64, 1.0 + next(40) as f64];
    let most = (1 + next(6)) as f64;
    (mixer(need, &prices, harm), most)
}

/// Of 200 small cases, all mixes are looked at and the best of them is found; without that, the least money is met in
/// most, and never missed by more than a tenth.
#[test]
fn mixes_are_nearly_as_cheap_as_the_best_of_all() {
    let (mut met, mut worst) = (0, 1.0_f64);
    for case in 0..200 {
        let (mixer, most) = small(case, Harm::Halts);
        let least = enumerated(&mixer, most);
        close(mixer.money(&mixer.cheapest(&mixer.nothing(), most)), least);
        let mix = mixer.found(&mixer.nothing(), most);
        assert!(mixer.lost(&mix) <= most);
        assert!(mixer.money(&mix) <= mixer.money(&mixer.equal_share(most)) + 1e-9);
        let ratio = mixer.money(&mix) / least;
        assert!(ratio >= 1.0 - 1e-9);
        met += u32::from(ratio < 1.0 + 1e-9);
        worst = worst.max(ratio);
    }
    assert!(met >= 150 && worst < 1.1, "{met} of 200 met, {worst}");
}

/// With a sum of money: the best of all mixes, and what exchanges find without looking at all of them.
#[test]
fn a_sum_is_spent_nearly_as_well_as_on_the_best_of_all() {
    let (mut met, mut worst) = (0, 0.0_f64);
    for case in 0..200 {
        let (mixer, _) = small(case, Harm::WholeDays);
        let money = mixer.money(&mixer.plenty()) * 0.4;
        let mut least = f64::INFINITY;
        let [a, b, c] = [0, 1, 2].map(|at| mixer.parts[at].level(0, 0));
        for mix in (0..=a).flat_map(|x| (0..=b).flat_map(move |y| (0..=c).map(move |z| [x, y, z]))) {
            if mixer.money(&mix) <= money {
                least = least.min(mixer.lost(&mix));
            }
        }
        let mix = mixer.most_for(money, &mixer.nothing());
        assert!(mixer.money(&mix) <= money + 1e-6);
        let beyond = mixer.lost(&mix) / least - 1.0;
        assert!(beyond >= -1e-9);
        met += u32::from(beyond < 1e-9);
        worst = worst.max(beyond);
    }
    assert!(met >= 150 && worst < 0.1, "{met} of 200 met, {worst}");
}

/// Classes bind: of part c none may run out, of a and b together two trials. The best of all mixes is found, and what
/// is found without looking at all of them keeps the limits.
#[test]
fn classes_of_parts_keep_their_own_limits() {
    let mut worst = 1.0_f64;
    for case in 0..100 {
        let (mixer, _) = small(case, Harm::Halts);
        let class = |parts: &[usize], most: u64| Class { parts: parts.to_vec(), most };
        let mixer = mixer.with_classes(vec![class(&[2], 0), class(&[0, 1], 2)]);
        let least = enumerated(&mixer, 8.0);
        for mix in [mixer.cheapest(&mixer.nothing(), 8.0), mixer.found(&mixer.nothing(), 8.0)] {
            assert!(mixer.meets_classes(&mix) && mixer.lost(&mix) <= 8.0);
            worst = worst.max(mixer.money(&mix) / least);
        }
        close(mixer.money(&mixer.cheapest(&mixer.nothing(), 8.0)), least);
        let chain = mixer.chain(Some(&mixer.cheapest(&mixer.nothing(), 8.0)));
        assert!(chain.windows(2).all(|pair| pair[0].iter().zip(&pair[1]).all(|(a, b)| a <= b)));
    }
    assert!(worst < 1.1, "{worst}");
}

/// Lots of 7 and at least 20 of the first part: every stock that is looked at can be bought, and the cheapest of those
/// is found.
#[test]
fn only_what_can_be_bought_is_looked_at() {
    for case in 0..100 {
        let (mut mixer, most) = small(case, Harm::Halts);
        mixer.parts[0].purchase = Purchase::in_lots(mixer.parts[0].price, 7, 20);
        let sold = |mix: &Mix| mix[0] == 0 || (mix[0] % 7 == 0 && mix[0] >= 20);
        let (cheapest, found) = (mixer.cheapest(&mixer.nothing(), most), mixer.found(&mixer.nothing(), most));
        assert!(sold(&cheapest) && sold(&found), "{cheapest:?} {found:?}");
        close(mixer.money(&cheapest), enumerated(&mixer, most));
        assert!(mixer.lost(&found) <= most && mixer.money(&found) < 1.2 * mixer.money(&cheapest) + 1e-9);
        let days = Mixer { harm: Harm::WholeDays, ..mixer };
        let bought = days.most_for(days.money(&days.plenty()) / 2.0, &days.nothing());
        assert!(sold(&bought), "{bought:?}");
    }
}

/// The chain rises in every part, holds the mix through which it is asked to go, and loses ever less.
#[test]
fn a_chain_rises_through_the_mix() {
    for harm in [Harm::Halts, Harm::Days, Harm::WholeDays] {
        let mut next = numbers(7);
        let mut part = || (0..500).map(|_| (next(60) * next(60)) as i64 - 1_200).collect::<Vec<i64>>();
        let need = vec![part(), part(), part(), part()];
        let purchases = [1.0, 3.0, 10.0, 40.0].map(Purchase::plain);
        let mixer = Mixer::new(need, &purchases, &[30.0; 4], harm);
        let through = mixer.cheapest(&mixer.nothing(), if harm == Harm::Halts { 25.0 } else { 200.0 });
        let chain = mixer.chain(Some(&through));
        assert!(chain.contains(&through));
        assert_eq!((chain.first(), chain.last()), (Some(&mixer.nothing()), Some(&mixer.plenty())));
        for pair in chain.windows(2) {
            assert!(pair[0].iter().zip(&pair[1]).all(|(a, b)| a <= b));
            assert!(mixer.lost(&pair[0]) >= mixer.lost(&pair[1]));
        }
        assert!(chain.len() > 50 && chain.len() < 1_500, "{}", chain.len());
    }
}

/// Two parts that each trial needs for as long: money in one alone does nothing. From above, both are kept in step.
#[test]
fn parts_that_are_missing_together_are_bought_together() {
    let need: Vec<i64> = (1..=40).collect();
    let mixer = mixer(vec![need.clone(), need], &[1.0, 7.0], Harm::Days);
    let mut mix = mixer.plenty();
    mixer.descend(&mut mix, &[0, 0], f64::INFINITY, |_, money, _| money <= 160.0);
    assert!((mix[0] - mix[1]).abs() <= 1 && mixer.money(&mix) > 150.0, "{mix:?}");
    let bought = mixer.most_for(160.0, &[0, 0]);
    assert_eq!(bought, [20, 20]);
}

/// A line that makes its whole plan or nothing: with 60 of 100 a day more than today, no day is saved that needs all of
/// them. 82 of the dear part buy nothing, and the money goes to a whole day of the cheap one.
#[test]
fn what_is_less_than_a_day_buys_nothing() {
    let need = vec![vec![100, 300, 200], vec![100, 0, 0]];
    let mixer = Mixer::new(need, &[Purchase::plain(1.0), Purchase::plain(2.0)], &[100.0; 2], Harm::WholeDays);
    close(mixer.lost(&[60, 99]), 6.0);
    close(mixer.lost(&[100, 0]), 1.0 + 2.0 + 1.0);
    assert_eq!(mixer.most_for(150.0, &[0, 0]), [100, 0]);
    assert_eq!(mixer.most_for(320.0, &[0, 0]), [300, 0]);
    assert_eq!(mixer.most_for(500.0, &[0, 0]), [300, 100]);
    // A day of either part costs 10 to hold. The third day of the first and the day of the second save one lost day
    // each: worth it at 11, not at 9.
    assert_eq!(mixer.least_cost(&[0, 0], &[0, 0], &[0.1, 0.1], 11.0), [300, 100]);
    assert_eq!(mixer.least_cost(&[0, 0], &[0, 0], &[0.1, 0.1], 9.0), [200, 0]);
}

/// Ten trials of three parts at 10, 200 and 40, all mixes worked out by hand beforehand: seven trials are covered for
/// 12,300 and nine for 17,300. Each part at its own seventh need covers three.
#[test]
fn dependent_parts_are_mixed_by_the_trials_that_they_share() {
    let needs = [
        [20, 30, 15],
        [25, 70, 15],
        [40, 20, 60],
        [20, 45, 30],
        [90, 45, 15],
        [60, 20, 30],
        [30, 100, 120],
        [20, 45, 60],
        [40, 30, 20],
        [55, 65, 30],
    ];
    let needs: Vec<Vec<i64>> = needs.iter().map(|trial| trial.to_vec()).collect();
    let prices = [10.0, 200.0, 40.0];
    assert_eq!(cheapest_mix(&needs, &prices, 3), (vec![90, 45, 60], 12_300.0));
    assert_eq!(cheapest_mix(&needs, &prices, 1), (vec![90, 70, 60], 17_300.0));
    let covered =
        |mix: [i64; 3]| needs.iter().filter(|trial| trial.iter().zip(mix).all(|(need, has)| *need <= has)).count();
    assert_eq!((covered([40, 45, 30]), covered([60, 70, 60])), (3, 8));
}
