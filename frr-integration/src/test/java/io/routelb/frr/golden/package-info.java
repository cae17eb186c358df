/** What is rendered, line by line, and what the real daemon makes of it. */
@NullMarked
package io.routelb.frr.golden;

import org.jspecify.annotations.NullMarked;
