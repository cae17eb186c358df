/** Two allocators, an API server and random change, all as processes; see {@link io.routelb.lab.churn.AllocatorChurnTest}. */
@NullMarked
package io.routelb.lab.churn;

import org.jspecify.annotations.NullMarked;
