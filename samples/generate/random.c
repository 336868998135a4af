/* SPDX-License-Identifier: GPL-3.0-or-later */
/* splitmix64 (Steele, Lea, Flood 2014): one word of state, and a seed of any quality will do. */
#include "random.h"

static const uint64_t shop_seed = UINT64_C(20241101);
static const uint64_t golden_gamma = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct random random_stream(int customer, int purpose)
{
    uint64_t seed = mix(shop_seed + golden_gamma * (uint64_t)purpose);
    return (struct random){ .state = mix(seed ^ (golden_gamma * ((uint64_t)customer + 1))) };
}

static uint32_t next_bits(struct random *random)
{
    random->state += golden_gamma;
    return (uint32_t)(mix(random->state) >> 32);
}

int random_below(struct random *random, int n)
{
    return (int)(((uint64_t)next_bits(random) * (uint64_t)n) >> 32);
}

int random_between(struct random *random, int low, int high)
{
    return low + random_below(random, high - low + 1);
}

bool random_chance(struct random *random, int64_t millionths)
{
    return random_below(random, 1000000) < millionths;
}

int random_weighted(struct random *random, const int *weights, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++)
        total += weights[i];
    int left = random_below(random, total);
    int chosen = 0;
    while (left >= weights[chosen])
        left -= weights[chosen++];
    return chosen;
}

int random_quantile(struct random *random, const int *quantiles, int n)
{
    int position = random_below(random, (n - 1) * 1024);
    int64_t low = quantiles[position / 1024];
    int64_t high = quantiles[position / 1024 + 1];
    return (int)(low + (high - low) * (position % 1024) / 1024);
}
